export { applyRules, findProblems, RefusedByAws, synthesize } from "./apply";
export { rules } from "./rules";
export { waive } from "./waive";
