/** Something that the user can put right; its message is shown without a stack trace. */
export class Failure extends Error {}

/** The user pressed Ctrl-C. */
export class Interrupted extends Error {}
