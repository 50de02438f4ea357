// How much the world outside may make us hold.

/** A larger mail is not read: it goes to the dead letters with that reason. */
export const MAIL_MAX_BYTES = 32 * 1024 * 1024;
/** Mails of one batch, which is one transaction of the store. */
export const BATCH_MAILS = 100;
/** Bytes of one batch; it ends early when its mails are large. */
export const BATCH_BYTES = 16 * 1024 * 1024;
/** Mails of one thread that are fetched to look at one of them. */
export const THREAD_MAILS = 1_000;
