import { Readable, Writable } from "node:stream";
import { run } from "../../src/cli/run.js";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, with streams of its own. */
export async function cnab(argv: readonly string[], stdin = ""): Promise<Finished> {
  const stdout = new Gathering();
  const stderr = new Gathering();
  const code = await run(argv, { stdin: Readable.from(stdin === "" ? [] : [Buffer.from(stdin)]), stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Gathering extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
