// A day of a car park: twelve bays and a solar roof behind 16 kW. A plan for the rest of the day is made anew every quarter of
// an hour; every minute the one-step engine divides what there really is. Cars come without notice, some leave early,
// and clouds come that nobody has forecast. Run it: node examples/car-park-day.mjs
import { FlatTree, Scheduler, Solver } from "constrained-node-allocation-balancer";

const QUARTERS = 96;
const bays = Array.from({ length: 12 }, (_, k) => `bay${k + 1}`);
const site = new FlatTree({
  ids: ["site", "roof", ...bays],
  parent: [-1, 0, ...bays.map(() => 0)],
  lower: [-40, -30, ...bays.map(() => 0)],
  upper: [16, 0, ...bays.map(() => 11)],
});

// Numbers between 0 and 1, the same in every run.
let state = 7;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};

const solarKw = (quarter) => 28 * Math.max(0, Math.sin((Math.PI * (quarter - 24)) / 48));
const forecast = Array.from({ length: QUARTERS }, (_, quarter) => -solarKw(quarter));
const cloudsOf = (minute) => 0.55 + 0.45 * Math.sin(minute / 37) * Math.sin(minute / 11);

// Everyone says when they will leave; one in four is gone an hour before.
const cars = bays.map((bay, k) => {
  const arrival = 28 + Math.floor(24 * random());
  const departure = arrival + 12 + Math.floor(24 * random());
  const energyKwh = Math.round(8 + 32 * random());
  const leaves = random() < 0.25 ? departure - 4 : departure;
  return { id: `car${k + 1}`, leaf: bay, arrival, departure, leaves, energyKwh };
});

const scheduler = new Scheduler(site, { steps: QUARTERS, stepHours: 0.25, sessions: [], fixed: { roof: forecast } });
const served = new Map(cars.map(({ id }) => [id, 0]));
let mostKw = 0;

for (let quarter = 0; quarter < QUARTERS - 1; quarter++) {
  for (const { id, leaf, arrival, departure, leaves, energyKwh } of cars) {
    const stays = departure - arrival;
    if (arrival === quarter) scheduler.add({ id, leaf, arrival: 0, departure: stays, energyKwh, maximumKw: 11 });
    if (leaves === quarter && scheduler.sessions.some((session) => session.id === id)) scheduler.remove(id);
  }
  const plan = scheduler.solve();
  const engine = new Solver(plan.step(0));
  const taken = Object.fromEntries(scheduler.sessions.map(({ id }) => [id, 0]));
  for (let minute = 15 * quarter; minute < 15 * quarter + 15; minute++) {
    engine.set("roof", { shift: forecast[quarter] * cloudsOf(minute) });
    const { flow, rootFlow } = engine.solve();
    mostKw = Math.max(mostKw, rootFlow);
    for (const { id, leaf } of scheduler.sessions) taken[id] += flow[site.indexOf(leaf)] / 60;
  }
  for (const id of Object.keys(taken)) served.set(id, served.get(id) + taken[id]);
  scheduler.advance(1, taken);
}

console.log("car    stays         wants    has");
const clock = (quarter) =>
  `${String(Math.floor(quarter / 4)).padStart(2)}:${String((quarter % 4) * 15).padStart(2, "0")}`;
for (const { id, arrival, leaves, departure, energyKwh } of cars) {
  const early = leaves < departure ? "  left an hour early" : "";
  const has = served.get(id).toFixed(1).padStart(5);
  console.log(
    `${id.padEnd(6)} ${clock(arrival)}-${clock(leaves)}  ${String(energyKwh).padStart(3)} kWh  ${has}${early}`,
  );
}
console.log(`greatest flow: ${mostKw.toFixed(1)} of 16 kW`);
