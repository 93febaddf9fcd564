export { applyRules, findProblems, RefusedByAws, synthesize } from "./apply";
export { waive } from "./waive";
