import Docker from "dockerode";
import { Failure } from "../../../cli/outcome";
import { LABELS } from "../engine";

/** The container that serves WordPress in the running tasks of a project; the newest, where there are several. */
export async function runningContainer(projectDirectory: string, container = "wordpress"): Promise<Docker.Container> {
  const docker = new Docker();
  const filters = { label: [`${LABELS.project}=${projectDirectory}`], status: ["running"] };
  const all = await docker.listContainers({ filters }).catch((error: Error) => {
    throw new Failure(`Docker does not answer (${error.message}): start it, or run ./setup.sh`);
  });
  const [newest] = all
    .filter(({ Names }) => Names.some((name) => new RegExp(`-task-[0-9a-f]{12}-${container}$`).test(name)))
    .sort((one, other) => other.Created - one.Created);
  if (newest === undefined) throw new Failure("nothing runs here: npm start first");
  return docker.getContainer(newest.Id);
}
