import type { Redis } from "ioredis";
import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { queuePackages } from "./queue-packages.js";

const CONNECT_MILLISECONDS = 5000;
/** A server that was there and is gone may be starting again. */
const RETRIES = 30;
const MOST_RETRY_MILLISECONDS = 1000;

/**
 * Connects to a Redis or Valkey server, and makes sure that it is there.
 * @param url `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS
 * @throws InputError for what is no such address, a server that does not answer, and where the packages are not installed
 */
export async function connectToRedis(url: string): Promise<Redis> {
  checkAddress(url);
  const { Redis: Client } = await queuePackages();
  let isThere = false;
  const client = new Client(url, {
    connectTimeout: CONNECT_MILLISECONDS,
    lazyConnect: true,
    // Whoever waits for work waits as long as it takes.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isThere && times <= RETRIES ? Math.min(100 * times, MOST_RETRY_MILLISECONDS) : null),
  });
  let reason = "it does not answer";
  client.on("error", (error: Error) => {
    reason = error.message === "" ? String((error as NodeJS.ErrnoException).code) : error.message;
  });
  try {
    await client.connect();
    await client.ping();
  } catch {
    client.disconnect();
    throw new InputError(`the queue at ${withoutPassword(url)} cannot be reached: ${reason}`, { field: "queue" });
  }
  isThere = true;
  return client;
}

function checkAddress(url: string): void {
  if (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol) && new URL(url).hostname !== "") return;
  const problem = `queue is "${excerpt(url)}"; it must be the address of a Redis or Valkey server: redis://host:6379`;
  throw new InputError(problem, { field: "queue", value: url });
}

/** An address as it may be told. */
export function withoutPassword(url: string): string {
  const address = new URL(url);
  address.password = "";
  return address.href;
}
