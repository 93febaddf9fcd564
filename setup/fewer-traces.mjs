/**
 * Preloaded where the app synthesizes. cdktf notes a stack trace for every token, to name its place in an error that it may throw;
 * taking and mapping them is up to half of the processor time of a synth, and of the unit tests. Errors themselves keep their traces.
 */
const { captureStackTrace } = Error;
Error.captureStackTrace = (target, below) => {
  if (target instanceof Error) captureStackTrace(target, below);
};

// The provider's packages carry their maps inline, which Node would read with each of them.
process.setSourceMapsEnabled(false);
