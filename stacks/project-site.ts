import { join } from "node:path";
import { checkSite } from "../constructs/site/check";

const SITE = join(__dirname, "../site");

/** @throws with every problem of the project's site/ at once */
export function checkProjectSite(directory = SITE): void {
  checkSite(directory);
}

/** An error of an environment with what is wrong with site/ behind it, so that one run names all. */
export function withSiteProblems(error: Error, directory = SITE): Error {
  try {
    checkProjectSite(directory);
    return error;
  } catch (problems) {
    return new Error(`${error.message}\n${(problems as Error).message}`, { cause: error });
  }
}
