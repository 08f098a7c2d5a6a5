/** Of all runs, where workers look for something to do. */
export const QUEUE_NAME = "cnab-runs";

/** A worker has so long to say that it is still at work. */
export const LOCK_MILLISECONDS = 10_000;
/** How often somebody looks for jobs whose worker has not. */
export const STALLED_MILLISECONDS = 5000;
/** How often a job may lose its worker. */
export const MOST_LOST_WORKERS = 2;
