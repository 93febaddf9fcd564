import { type Container, containersOf } from "../../terraform/containers";
import { isObject, listed, objectOf } from "../../terraform/json";
import { repeated } from "../forms";
import type { Rule } from "../rule";
import { isFargate, perContainer } from "./containers";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest";
const API = `${GUIDE}/APIReference`;

const isWritten = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);

/** Keys of a container that a network mode does not take. */
const NOT_IN_MODE: Readonly<Record<string, readonly string[]>> = {
  awsvpc: ["links", "hostname", "extraHosts", "dnsServers", "dnsSearchDomains", "disableNetworking"],
  host: ["links", "disableNetworking"],
  none: ["links", "portMappings"],
};

/** Parameters of Linux that Fargate does not take. */
const NOT_ON_FARGATE = ["devices", "sharedMemorySize", "maxSwap", "swappiness"];
const FARGATE_LOG_DRIVERS = ["awslogs", "splunk", "awsfirelens"];
/** Longest time in seconds that Fargate waits for a container to start or stop. */
const LONGEST_WAIT = 120;

/** A container's host ports with their protocols; undefined for ports that Docker chooses. */
function hostPorts(container: Container, isFixed: boolean): string[] {
  return listed(container.portMappings)
    .map(objectOf)
    .flatMap(({ containerPort, hostPort, protocol }) => {
      const port = isFixed ? containerPort : hostPort;
      return port === undefined || port === 0 || isObject(port) ? [] : [`${String(port)}/${String(protocol ?? "tcp")}`];
    });
}

export const containerModeRules: readonly Rule[] = [
  {
    id: "container-network-mode",
    trap: 65,
    title: "A container asks for nothing that its task's network mode does not have",
    source: `${API}/API_ContainerDefinition.html`,
    severity: "error",
    fix: "Leave it out; containers of an awsvpc task reach each other at localhost.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const keys = NOT_IN_MODE[resource.textOr("network_mode", "bridge") ?? ""] ?? [];
      yield* perContainer(resource, function* (container) {
        for (const key of keys)
          if (isWritten(container[key]))
            yield [key, `network_mode is ${resource.text("network_mode")}`, container[key]];
      });
    },
  },
  {
    id: "container-port-twice",
    trap: 65,
    title: "A port of the host is one container's, and names of port mappings are used once",
    source: `${API}/API_PortMapping.html`,
    severity: "error",
    fix: "Give the containers different ports; those of an awsvpc task share one network interface.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const containers = containersOf(resource) ?? [];
      const mode = resource.textOr("network_mode", "bridge");
      if (mode === undefined) return;
      const isShared = mode === "awsvpc" || mode === "host";
      const [twice] = repeated(containers.flatMap((one) => [...new Set(hostPorts(one, isShared))]));
      const inOne = containers.flatMap((one) => repeated(hostPorts(one, isShared)));
      const port = twice ?? inOne[0];
      if (port !== undefined)
        yield resource.problem("container_definitions.portMappings", "two mappings have it", port);
      const names = containers.flatMap((one) =>
        listed(one.portMappings).flatMap((mapping) => objectOf(mapping).name ?? []),
      );
      const [name] = repeated(names);
      if (name !== undefined) yield resource.problem("container_definitions.portMappings.name", "given twice", name);
    },
  },
  {
    id: "container-port",
    trap: 65,
    title: "A container's port is 1 to 65535",
    source: `${API}/API_PortMapping.html`,
    severity: "error",
    fix: "Correct containerPort.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ portMappings }) {
        for (const { containerPort, hostPort } of listed(portMappings).map(objectOf)) {
          for (const [key, port, least] of [
            ["containerPort", containerPort, 1],
            ["hostPort", hostPort, 0],
          ] as const)
            if (typeof port === "number" && (port < least || port > 65_535 || !Number.isInteger(port)))
              yield [`portMappings.${key}`, `${least} to 65535`, port];
        }
      });
    },
  },
  {
    id: "container-fargate-parameters",
    trap: 65,
    title: "A Fargate task asks for nothing of a host: devices, shared memory, security options, GPUs, host volumes",
    source: `${GUIDE}/developerguide/fargate-tasks-services.html`,
    severity: "error",
    fix: "Leave it out, or run the task on EC2.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      if (!isFargate(resource)) return;
      yield* perContainer(resource, function* (container) {
        const linux = objectOf(container.linuxParameters);
        for (const key of NOT_ON_FARGATE)
          if (isWritten(linux[key])) yield [`linuxParameters.${key}`, "not on Fargate", linux[key]];
        if (isWritten(container.dockerSecurityOptions))
          yield ["dockerSecurityOptions", "not on Fargate", container.dockerSecurityOptions];
        const gpu = listed(container.resourceRequirements)
          .map(objectOf)
          .find(({ type }) => type === "GPU");
        if (gpu) yield ["resourceRequirements", "no GPU on Fargate", gpu.value];
        const driver = objectOf(container.logConfiguration).logDriver;
        if (typeof driver === "string" && !driver.includes("${") && !FARGATE_LOG_DRIVERS.includes(driver))
          yield ["logConfiguration.logDriver", `on Fargate one of ${FARGATE_LOG_DRIVERS.join(", ")}`, driver];
        if (Number(container.startTimeout) > LONGEST_WAIT)
          yield ["startTimeout", `at most ${LONGEST_WAIT}`, container.startTimeout];
      });
      for (const volume of resource.blocks("volume")) {
        if (volume.has("host_path")) yield volume.problem("host_path", "Fargate has no host");
        if (volume.has("docker_volume_configuration"))
          yield volume.problem("docker_volume_configuration", "not on Fargate");
        if (volume.has("fsx_windows_file_server_volume_configuration"))
          yield volume.problem("fsx_windows_file_server_volume_configuration", "not on Fargate");
      }
      if (resource.has("placement_constraints")) yield resource.problem("placement_constraints", "not on Fargate");
      if (resource.has("ipc_mode")) yield resource.problem("ipc_mode", "not on Fargate");
      if (resource.text("pid_mode") === "host") yield resource.problem("pid_mode", "Fargate takes task alone");
    },
  },
  {
    id: "container-execution-role",
    trap: 65,
    title: "A Fargate task that writes to CloudWatch Logs or pulls from ECR has an execution role",
    source: `${GUIDE}/developerguide/task_execution_IAM_role.html`,
    severity: "error",
    fix: "Set execution_role_arn.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      if (!isFargate(resource) || resource.has("execution_role_arn")) return;
      yield* perContainer(resource, function* ({ image, logConfiguration, repositoryCredentials }) {
        if (/\.dkr\.ecr\.|\$\{aws_ecr_repository\./.test(String(image)))
          yield ["image", "the task has no execution_role_arn", image];
        if (objectOf(logConfiguration).logDriver === "awslogs")
          yield ["logConfiguration", "the task has no execution_role_arn", "awslogs"];
        if (repositoryCredentials)
          yield ["repositoryCredentials", "the task has no execution_role_arn", repositoryCredentials];
      });
    },
  },
  {
    id: "container-log-options",
    trap: 45,
    title: "awslogs names its region, and on Fargate the prefix of its streams",
    source: `${GUIDE}/developerguide/using_awslogs.html`,
    severity: "error",
    fix: "Set awslogs-region and awslogs-stream-prefix.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ logConfiguration }) {
        const { logDriver, options } = objectOf(logConfiguration);
        if (logDriver !== "awslogs") return;
        const wanted = isFargate(resource) ? ["awslogs-region", "awslogs-stream-prefix"] : ["awslogs-region"];
        for (const key of wanted)
          if (!isWritten(objectOf(options)[key])) yield [`logConfiguration.options.${key}`, "it has none", undefined];
        const region = objectOf(options)["awslogs-region"];
        if (typeof region === "string" && !region.includes("${") && resource.region && region !== resource.region) {
          const group = resource.tree.referent(objectOf(options)["awslogs-group"], resource.stack)?.resource;
          if (group?.region && group.region !== region)
            yield ["logConfiguration.options.awslogs-region", `the log group is in ${group.region}`, region];
        }
      });
    },
  },
  {
    id: "container-firelens",
    trap: 65,
    title: "A container that logs by FireLens has one log router in its task",
    source: `${GUIDE}/developerguide/using_firelens.html`,
    severity: "error",
    fix: "Add one container with firelensConfiguration, or take awslogs.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const containers = containersOf(resource) ?? [];
      const routers = containers.filter(({ firelensConfiguration }) => isObject(firelensConfiguration));
      if (routers.length > 1)
        yield resource.problem(
          "container_definitions.firelensConfiguration",
          "two routers",
          routers.map(({ name }) => name),
        );
      yield* perContainer(resource, function* ({ logConfiguration }) {
        if (objectOf(logConfiguration).logDriver === "awsfirelens" && routers.length === 0)
          yield ["logConfiguration", "the task has no log router", "awsfirelens"];
      });
    },
  },
  {
    id: "container-references",
    trap: 65,
    title:
      "volumesFrom, links and the proxy name containers of the task, and an essential container is not waited for until it ends",
    source: `${API}/API_ContainerDefinition.html`,
    severity: "error",
    fix: "Name a container of the task; set essential = false for one that ends.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* (container, all) {
        const names = all.map(({ name }) => name);
        for (const { sourceContainer } of listed(container.volumesFrom).map(objectOf))
          if (!names.includes(sourceContainer)) yield ["volumesFrom", "no such container", sourceContainer];
        for (const link of listed(container.links))
          if (!names.includes(String(link).split(":")[0])) yield ["links", "no such container", link];
        for (const { containerName, condition } of listed(container.dependsOn).map(objectOf)) {
          const other = all.find(({ name }) => name === containerName);
          if (/^(COMPLETE|SUCCESS)$/.test(String(condition)) && other && other.essential !== false)
            yield ["dependsOn", `${String(containerName)} is essential, and never ends well`, condition];
        }
      });
      for (const proxy of resource.blocks("proxy_configuration")) {
        const name = proxy.text("container_name");
        const known = (containersOf(resource) ?? []).map((one) => one.name);
        if (name !== undefined && known.length > 0 && !known.includes(name))
          yield proxy.problem("container_name", "no such container");
      }
    },
  },
  {
    id: "container-environment-file",
    trap: 65,
    title: "A container has at most 10 environment files, each an object of S3 whose name ends in .env",
    source: `${API}/API_EnvironmentFile.html`,
    severity: "error",
    fix: "Name the object's ARN, such as arn:aws:s3:::bucket/site.env.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ environmentFiles }) {
        const files = listed(environmentFiles).map(objectOf);
        if (files.length > 10) yield ["environmentFiles", `${files.length} files`, files.length];
        for (const { value } of files)
          if (typeof value === "string" && !value.endsWith("}") && !/\.env$/.test(value))
            yield ["environmentFiles", "no .env", value];
      });
    },
  },
  {
    id: "service-connect-port",
    trap: 65,
    title: "Service Connect publishes a port mapping that the task names",
    source: `${GUIDE}/developerguide/service-connect.html`,
    severity: "error",
    fix: "Give the port mapping that name.",
    on: ["aws_ecs_service"],
    *check(resource) {
      const task = resource.follow("task_definition");
      const containers = task?.type === "aws_ecs_task_definition" ? containersOf(task) : undefined;
      if (!containers) return;
      const names = containers.flatMap((one) => listed(one.portMappings).map((mapping) => objectOf(mapping).name));
      for (const service of resource.blocks("service_connect_configuration").flatMap((one) => one.blocks("service"))) {
        const name = service.text("port_name");
        if (name !== undefined && !names.includes(name))
          yield service.problem("port_name", `names: ${names.filter(Boolean).join(", ") || "none"}`);
      }
    },
  },
];
