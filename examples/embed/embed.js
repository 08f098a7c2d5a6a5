import { balance, GridUser, InnerNode } from "constrained-node-allocation-balancer";

const feeders = [
  new InnerNode({
    id: "Feeder 1",
    upperLimit: 4,
    children: [
      new GridUser({ id: "User 1", requestedNetImportKw: 2 }),
      new GridUser({ id: "User 2", requestedNetImportKw: 3 }),
    ],
  }),
  new InnerNode({
    id: "Feeder 2",
    upperLimit: 4,
    children: [
      new GridUser({ id: "User 3", requestedNetImportKw: 2 }),
      new GridUser({ id: "User 4", requestedNetImportKw: 1 }),
    ],
  }),
];
const plant = new InnerNode({ id: "Plant", children: feeders });

const limit = document.querySelector("#limit");
const outcome = document.querySelector("#outcome");
const rows = feeders.flatMap((feeder) => feeder.children.map((user) => addRow(feeder, user)));

limit.addEventListener("input", update);
update();

function update() {
  if (!limit.checkValidity()) {
    outcome.textContent = limit.validationMessage;
    return;
  }
  plant.upperLimit = limit.valueAsNumber;
  const result = balance(plant);
  for (const row of rows) row.show();
  outcome.textContent = `${rounded(plant.flow)} kW in all, solved by the ${
    result.engine === "wasm" ? "WebAssembly kernel" : "reference, since WebAssembly may not be compiled here"
  }.`;
}

function addRow(feeder, user) {
  const row = document.querySelector("#allocations").insertRow();
  const name = document.createElement("th");
  name.scope = "row";
  name.textContent = user.id;
  row.append(name);
  row.insertCell().textContent = feeder.id;
  addNumberCell(row).textContent = user.requestedNetImportKw;

  // <data> carries the number in full beside what is fit to be read.
  const allocation = document.createElement("data");
  addNumberCell(row).append(allocation);
  const meter = document.createElement("meter");
  meter.max = user.requestedNetImportKw;
  meter.setAttribute("aria-label", `Share of what ${user.id} asks for`);
  row.insertCell().append(meter);

  return {
    show() {
      allocation.value = user.allocation;
      allocation.textContent = rounded(user.allocation);
      meter.value = user.allocation;
    },
  };
}

function addNumberCell(row) {
  const cell = row.insertCell();
  cell.className = "number";
  return cell;
}

function rounded(kw) {
  return kw.toLocaleString("en", { maximumFractionDigits: 3 });
}
