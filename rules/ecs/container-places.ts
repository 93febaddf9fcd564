import { listed, objectOf } from "../../terraform/json";
import { repeated } from "../forms";
import type { Rule } from "../rule";
import { perContainer } from "./containers";

const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";
const UNLIMITED = -1;
/** Whether registries take an image's name: without spaces, and in lower case after the host. */
function isImage(image: string): boolean {
  const [name = ""] = image.split("@");
  const [first = "", ...path] = name.replace(/:[^:/]*$/, "").split("/");
  const isHost = path.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return !/\s/.test(image) && !/[A-Z]/.test((isHost ? path : [first, ...path]).join("/"));
}

export const containerPlaceRules: readonly Rule[] = [
  {
    id: "container-name-form",
    trap: 65,
    title:
      "A container's name has up to 255 letters, digits, hyphens and underscores, and its image is a reference that registries take",
    source: `${API}/API_ContainerDefinition.html`,
    severity: "error",
    fix: "Replace other characters; a repository is in lower case.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ name, image, environment, workingDirectory, user }) {
        if (isPlain(name) && !/^[\w-]{1,255}$/.test(name)) yield ["name", "letters, digits, - and _", name];
        if (isPlain(image) && !isImage(image)) yield ["image", "not a reference of an image", image];
        if (isPlain(workingDirectory) && !workingDirectory.startsWith("/"))
          yield ["workingDirectory", "an absolute path", workingDirectory];
        if (isPlain(user) && /\s/.test(user)) yield ["user", "without spaces", user];
        for (const { name: variable } of listed(environment).map(objectOf))
          if (variable === undefined || variable === "") yield ["environment", "a variable without a name", variable];
      });
    },
  },
  {
    id: "container-ulimits",
    trap: 65,
    title: "A container sets each limit of its processes once, the soft one no higher than the hard one",
    source: `${API}/API_Ulimit.html`,
    severity: "error",
    fix: "Lower softLimit or raise hardLimit.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ ulimits }) {
        const all = listed(ulimits).map(objectOf);
        const [twice] = repeated(all.map(({ name }) => name));
        if (twice !== undefined) yield ["ulimits", "given twice", twice];
        for (const { name, softLimit, hardLimit } of all) {
          const [soft, hard] = [Number(softLimit), Number(hardLimit)];
          const isHigher = soft > hard || (soft === UNLIMITED && hard !== UNLIMITED);
          if (hard !== UNLIMITED && isHigher)
            yield ["ulimits", `${String(name)}: the hard limit is ${hard}`, softLimit];
        }
      });
    },
  },
  {
    id: "container-mounts",
    trap: 65,
    title: "A container mounts each volume at an absolute path that no other volume has",
    source: `${API}/API_MountPoint.html`,
    severity: "error",
    fix: "Give each volume a path such as /var/data.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ mountPoints }) {
        const paths = listed(mountPoints).map((mount) => String(objectOf(mount).containerPath));
        const [twice] = repeated(paths);
        if (twice !== undefined) yield ["mountPoints", "two volumes at one path", twice];
        const relative = paths.find((path) => !path.startsWith("/") && !path.includes("${"));
        if (relative !== undefined) yield ["mountPoints", "an absolute path", relative];
      });
    },
  },
  {
    id: "task-volume-twice",
    trap: 65,
    title: "A task's volumes have different names",
    source: `${API}/API_Volume.html`,
    severity: "error",
    fix: "Give each volume a name of its own.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const [twice] = repeated(resource.blocks("volume").flatMap((volume) => volume.text("name") ?? []));
      if (twice !== undefined) yield resource.problem("volume.name", "given twice", twice);
    },
  },
];

const isPlain = (value: unknown): value is string => typeof value === "string" && !value.includes("${");
