import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Change, Effect } from "../provider-double/effect";
import type { Inventory } from "../provider-double/inventory";
import { isObject, type ObjectValue } from "../provider-double/value";
import type { CertificateAuthority } from "./certificate-authority";
import type { Engine } from "./engine";
import type { LastingContainers } from "./lasting-containers";
import type { LocalNotes } from "./local-notes";
import type { ServicesImage } from "./services-image";
import type { Snapshots } from "./snapshots";

export interface DatabaseOptions {
  readonly engine: Engine;
  readonly lasting: Pick<LastingContainers, "run" | "keep" | "stop">;
  readonly services: ServicesImage;
  readonly authority: CertificateAuthority;
  readonly inventory: () => Inventory;
  readonly notes: LocalNotes;
  readonly snapshots: Pick<Snapshots, "has" | "restore">;
}

const START_SECONDS = 60;

/** Parameters that MariaDB knows by the same name; of all others RDS takes care alone. */
const SHARED = new Set([
  "character_set_server",
  "collation_server",
  "require_secure_transport",
  "slow_query_log",
  "long_query_time",
  "max_connections",
  "max_allowed_packet",
  "innodb_lock_wait_timeout",
  "wait_timeout",
]);
/** MySQL's newest collation, by MariaDB's name for the nearest it has. */
const COLLATIONS: Record<string, string> = { utf8mb4_0900_ai_ci: "utf8mb4_uca1400_ai_ci" };

/** What runs, by the identifier of instance or cluster. */
type Running = Map<string, Database>;

/**
 * `aws_db_instance` and `aws_rds_cluster`: MariaDB that answers at the database's own address, with TLS;
 * `aws_db_proxy_target`: at the proxy's address too.
 */
export function databases(options: DatabaseOptions): Effect[] {
  const running: Running = new Map();
  return [
    databaseEffect("aws_db_instance", options, running),
    databaseEffect("aws_rds_cluster", options, running),
    proxyEffect(options, running),
  ];
}

/** Aliases and certificate of a container stay as it was made, so the database starts again with one name more. */
function proxyEffect(options: DatabaseOptions, running: Running): Effect {
  return {
    type: "aws_db_proxy_target",
    async create({ state }) {
      const identifier = String(state.db_instance_identifier ?? state.db_cluster_identifier);
      const database = running.get(identifier);
      const proxy = options.inventory().find("aws_db_proxy", "name", state.db_proxy_name);
      if (database === undefined || typeof proxy?.endpoint !== "string")
        throw new Error(`${state.db_proxy_name}: the local database or the proxy of the target does not exist`);
      options.notes.add(
        "database: no proxy runs here, its address leads to the database itself: no pool, no borrowing, no failover",
      );
      const proxied = { ...database, hosts: [...database.hosts, proxy.endpoint] };
      running.set(identifier, proxied);
      await startDatabase(options, proxied);
      return undefined;
    },
  };
}

function databaseEffect(
  type: "aws_db_instance" | "aws_rds_cluster",
  options: DatabaseOptions,
  running: Running,
): Effect {
  const cluster = type === "aws_rds_cluster";
  const identifier = identifierOf;
  const names = (state: ObjectValue) => namesOf(options.engine, state);
  const fill = async ({ config, state }: Change): Promise<void> => {
    const { snapshot_identifier: snapshot } = config;
    if (typeof snapshot !== "string") return;
    if (!(await options.snapshots.has(snapshot)))
      return options.notes.add(`database: it starts empty, without what is in ${snapshot}`);
    const { volume } = names(state);
    const { created } = await options.engine.ensureVolume(volume);
    if (created) await options.snapshots.restore(snapshot, volume);
  };
  const start = async (change: Change): Promise<undefined> => {
    const { config, state } = change;
    if (typeof config.replicate_source_db === "string") {
      options.notes.add("database: no read replica runs here");
      return undefined;
    }
    const password = config.password_wo ?? config.master_password_wo ?? config.password ?? config.master_password;
    if (typeof password !== "string")
      throw new Error(`${identifier(state)}: the local database needs a password argument`);
    const hosts = [state.address, cluster ? state.endpoint : undefined, state.reader_endpoint].filter(
      (host) => typeof host === "string",
    );
    const database = {
      ...names(state),
      // A proxy's address stays when its database starts again, and when another takes its place.
      hosts: [...new Set([...hosts, ...proxyHosts(options.inventory(), identifier(state))])],
      password,
      user: String(cluster ? state.master_username : state.username),
      database: String((cluster ? state.database_name : state.db_name) ?? "mysql"),
      parameters: parametersOf(options, state),
    };
    running.set(identifier(state), database);
    await startDatabase(options, database);
    return undefined;
  };
  return {
    type,
    async create(change) {
      await fill(change);
      return start(change);
    },
    update: start,
    async delete({ state }) {
      const { name, volume } = names(state);
      running.delete(identifier(state));
      await options.lasting.stop(name, 30);
      await options.engine.removeVolume(volume);
    },
  };
}

function proxyHosts(inventory: Inventory, database: string): string[] {
  return inventory
    .all("aws_db_proxy_target")
    .filter((target) => database === (target.db_instance_identifier ?? target.db_cluster_identifier))
    .map(({ db_proxy_name: name }) => inventory.find("aws_db_proxy", "name", name)?.endpoint)
    .filter((host) => typeof host === "string");
}

/** Container and volume of a database. */
export interface DatabaseNames {
  readonly name: string;
  readonly volume: string;
}

/** Of each database that the stacks have; replicas have none of their own here. */
export function runningDatabases(engine: Pick<Engine, "name">, inventory: Pick<Inventory, "all">): DatabaseNames[] {
  const instances = inventory.all("aws_db_instance").filter(({ replicate_source_db: source }) => !source);
  return [...instances, ...inventory.all("aws_rds_cluster")].map((state) => namesOf(engine, state));
}

const identifierOf = (state: ObjectValue) => String(state.cluster_identifier ?? state.identifier);

function namesOf(engine: Pick<Engine, "name">, state: ObjectValue): DatabaseNames {
  const name = engine.name(`database-${identifierOf(state)}`);
  return { name, volume: `${name}-data` };
}

interface Database {
  readonly name: string;
  readonly volume: string;
  readonly hosts: readonly string[];
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly parameters: readonly string[];
}

async function startDatabase(
  { engine, lasting, services, authority, notes }: DatabaseOptions,
  database: Database,
): Promise<void> {
  notes.add("database: MariaDB stands for RDS; instance class, storage, backups and monitoring have no effect here");
  const [image, network] = await Promise.all([
    services.ready(),
    engine.ensureNetwork(),
    engine.ensureVolume(database.volume),
  ]);
  await lasting.stop(database.name, 30);
  const container = await lasting.run(database.name, {
    Image: image,
    Entrypoint: ["/usr/local/bin/database"],
    Cmd: [...database.parameters],
    Env: [
      `DATABASE=${database.database}`,
      `DATABASE_USER=${database.user}`,
      `DATABASE_PASSWORD=${database.password}`,
      ...(await authority.environmentFor(database.hosts)),
    ],
    HostConfig: {
      Binds: [`${database.volume}:/var/lib/mysql`],
      NetworkMode: network.name,
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
    },
    NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [...database.hosts] } } },
  });
  await untilItAnswers(engine, container, database.name);
  lasting.keep(database.name, "database", container);
}

async function untilItAnswers(engine: Engine, container: Docker.Container, name: string): Promise<void> {
  const deadline = performance.now() + START_SECONDS * 1000;
  while (performance.now() < deadline) {
    const { State: state } = await container.inspect();
    if (!state.Running && !state.Restarting) break;
    const { output } = await engine
      .exec(container, ["mariadb", "--batch", "--skip-column-names", "--execute", "SELECT 'answers'"])
      .catch(() => ({ output: "" }));
    if (output.includes("answers")) return;
    await sleep(200);
  }
  const log = await container.logs({ stdout: true, stderr: true, tail: 20 });
  throw new Error(`${name} did not start within ${START_SECONDS} seconds:\n${log.toString()}`);
}

function parametersOf({ inventory, notes }: DatabaseOptions, state: ObjectValue): string[] {
  const groups = [
    inventory().find("aws_db_parameter_group", "name", state.parameter_group_name),
    inventory().find("aws_rds_cluster_parameter_group", "name", state.db_cluster_parameter_group_name),
  ];
  const parameters = groups.flatMap((group) =>
    Array.isArray(group?.parameter) ? group.parameter.filter(isObject) : [],
  );
  return serverOptions(
    parameters.map(({ name, value }) => [String(name), String(value)]),
    notes,
  );
}

/** MariaDB's options for RDS parameters; what it does not know is noted. */
export function serverOptions(parameters: readonly (readonly [string, string])[], notes: LocalNotes): string[] {
  const unknown = parameters.filter(([name]) => !SHARED.has(name)).map(([name]) => name);
  if (unknown.length > 0) notes.add(`database: parameters without effect here: ${unknown.sort().join(", ")}`);
  return parameters
    .filter(([name]) => SHARED.has(name))
    .map(([name, value]) => {
      if (name in COLLATIONS || value in COLLATIONS)
        notes.add(`database: collation ${COLLATIONS[value]} stands for ${value}`);
      return `--${name.replaceAll("_", "-")}=${COLLATIONS[value] ?? value}`;
    });
}
