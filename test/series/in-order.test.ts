import { expect, test } from "vitest";
import { inOrder } from "../../src/series/in-order.js";
import { Random } from "../random-trees.js";

test("answers come in the order of the tasks, whoever is done first, and no more run at a time than may", async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new Random(seed);
    const count = random.integer(0, 20);
    const atATime = random.integer(1, 5);
    let running = 0;
    let most = 0;
    let taken = 0;
    let given = 0;
    const tasks = Array.from({ length: count }, () => random.integer(0, 3));
    function* source() {
      for (const task of tasks) {
        taken++;
        expect(taken - given, `seed ${seed}`).toBeLessThanOrEqual(atATime);
        yield task;
      }
    }
    const run = async (task: number, position: number) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, task));
      running--;
      return position;
    };
    const answers: number[] = [];
    for await (const answer of inOrder(source(), run, atATime)) {
      answers.push(answer);
      given++;
    }
    expect(answers, `seed ${seed}`).toEqual(tasks.map((_, at) => at));
    expect(most, `seed ${seed}`).toBe(Math.min(count, atATime));
  }
});

test("a source that fails is heard after the answers to what it gave before", async () => {
  function* source() {
    yield 1;
    yield 2;
    throw new Error("the disk is gone");
  }
  const answers: number[] = [];
  const all = async () => {
    for await (const answer of inOrder(source(), async (task) => task * 10, 4)) answers.push(answer);
  };
  await expect(all()).rejects.toThrow("the disk is gone");
  expect(answers).toEqual([10, 20]);
});

test("a task that fails is heard in its turn, and the source is told to stop", async () => {
  let isStopped = false;
  function* source() {
    try {
      for (;;) yield 1;
    } finally {
      isStopped = true;
    }
  }
  const run = async (_task: number, position: number) => {
    if (position === 2) throw new Error("no");
    return position;
  };
  const answers: number[] = [];
  const all = async () => {
    for await (const answer of inOrder(source(), run, 4)) answers.push(answer);
  };
  await expect(all()).rejects.toThrow("no");
  expect(answers).toEqual([0, 1]);
  expect(isStopped).toBe(true);
});
