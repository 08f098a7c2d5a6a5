/**
 * Runs tasks as they come from a source, some at a time, and gives the answers in the order of the tasks. The source is
 * asked for no more than is running or about to: who takes the answers sets the pace.
 *
 * Where the source fails, what it gave before is answered first.
 */
export async function* inOrder<Task, Answer>(
  source: Iterable<Task> | AsyncIterable<Task>,
  run: (task: Task, position: number) => Promise<Answer>,
  atATime: number,
): AsyncGenerator<Answer, void> {
  const tasks = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const running: Promise<Answer>[] = [];
  let position = 0;
  let failure: { readonly error: unknown } | undefined;
  let isAtItsEnd = false;
  try {
    for (;;) {
      while (!isAtItsEnd && running.length < atATime) {
        try {
          const next = await tasks.next();
          if (next.done) isAtItsEnd = true;
          else running.push(handled(run(next.value, position++)));
        } catch (error) {
          failure = { error };
          isAtItsEnd = true;
        }
      }
      const first = running.shift();
      if (first === undefined) break;
      yield await first;
    }
  } finally {
    if (!isAtItsEnd) await tasks.return?.();
  }
  if (failure) throw failure.error;
}

/** A promise that may fail before anybody waits for it, which is no reason for Node to end the process. */
function handled<Answer>(promise: Promise<Answer>): Promise<Answer> {
  promise.catch(() => undefined);
  return promise;
}
