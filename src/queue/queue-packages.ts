import { InputError } from "../model/input-error.js";

/** The packages that speak to a queue. @throws InputError where one is not installed */
export async function queuePackages(): Promise<{
  readonly bullmq: typeof import("bullmq");
  readonly Redis: typeof import("ioredis").Redis;
}> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import("bullmq"), import("ioredis")]);
    return { bullmq, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new InputError(
      "a queue takes the packages bullmq and ioredis, which are not installed: npm install bullmq ioredis",
    );
  }
}
