import { rmSync } from "node:fs";
import { createServer, type Server as SocketServer } from "node:net";
import { join } from "node:path";
import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { schemaMessage } from "./schema";
import { type Account, ProviderSession, type Schemas } from "./session";
import { decodeValue, encodeValue, type Value } from "./value";

interface Wire {
  readonly msgpack?: Uint8Array;
}
type Request = Record<string, never> & {
  readonly type_name: string;
  readonly config?: Wire;
  readonly prior_state?: Wire;
  readonly planned_state?: Wire;
  readonly proposed_new_state?: Wire;
  readonly current_state?: Wire;
  readonly raw_state?: { readonly json: Uint8Array };
};
type Method = (request: Request) => object | Promise<object>;

/** What proto-loader makes of the protocol's messages. */
const OPTIONS = { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true } as const;
/** A schema of many types is larger than gRPC's default of 4 MiB. */
const MESSAGE_BYTES = 256 * 1024 * 1024;

/** Loaded once: the definition is the same for every double. */
let loaded: ServiceDefinition | undefined;
/** The methods that Terraform calls of a provider. */
export function providerService(): ServiceDefinition {
  loaded ??= loadSync(join(__dirname, "plugin-protocol.proto"), OPTIONS)["tfplugin5.Provider"] as ServiceDefinition;
  return loaded;
}

/** A stand-in for one provider that listens on a unix socket, without TLS, for Terraform processes of this user. */
export class ProviderServer {
  private readonly sockets: SocketServer;
  private readonly sessions = new Set<Server>();

  private constructor(
    readonly path: string,
    private readonly schemas: () => Schemas,
    private readonly account: Account,
  ) {
    this.sockets = createServer();
  }

  /** @param schemas asked for at each connection, since a later deployment may use more types */
  static async listen(path: string, schemas: () => Schemas, account: Account): Promise<ProviderServer> {
    const server = new ProviderServer(path, schemas, account);
    rmSync(path, { force: true });
    server.sockets.on("connection", (socket) => {
      const session = new Server({
        "grpc.max_receive_message_length": MESSAGE_BYTES,
        "grpc.max_send_message_length": MESSAGE_BYTES,
      });
      session.addService(providerService(), server.implementation());
      server.sessions.add(session);
      socket.once("close", () => {
        server.sessions.delete(session);
        session.forceShutdown();
      });
      session.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.sockets.once("error", reject).listen(path, resolve);
    });
    return server;
  }

  /** What Terraform must be told of it in TF_REATTACH_PROVIDERS. */
  get reattach(): object {
    const address = { Network: "unix", String: this.path };
    return { Protocol: "grpc", ProtocolVersion: 5, Pid: process.pid, Test: true, Addr: address };
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.forceShutdown();
    await new Promise((resolve) => this.sockets.close(resolve));
  }

  private implementation(): UntypedServiceImplementation {
    const schemas = this.schemas();
    const session = new ProviderSession(schemas, this.account);
    const methods = protocolMethods(schemas, session);
    return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, unary(method)]));
  }
}

/** Runs a method; what it throws becomes an error that Terraform shows with the resource. */
function unary(method: Method) {
  return (call: { request: Request }, answer: (error: null, response: object) => void) => {
    Promise.resolve()
      .then(() => method(call.request))
      .catch((error: unknown) => ({ diagnostics: [diagnostic(error)] }))
      .then((response) => answer(null, response));
  };
}

function diagnostic(error: unknown): object {
  const [summary = "", ...detail] = (error instanceof Error ? error.message : String(error)).split("\n");
  return { severity: "ERROR", summary, detail: detail.join("\n") };
}

const nothing: Method = () => ({});
const read = (wire: Wire | undefined): Value => decodeValue(wire?.msgpack);
const wire = (value: Value): Wire => ({ msgpack: encodeValue(value) });

function protocolMethods(schemas: Schemas, session: ProviderSession): Record<string, Method> {
  return {
    GetSchema: () => ({
      provider: schemaMessage(schemas.provider),
      resource_schemas: messages(schemas.resource),
      data_source_schemas: messages(schemas.data),
      ephemeral_resource_schemas: messages(schemas.ephemeral),
    }),
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: nothing,
    ValidateDataSourceConfig: nothing,
    ValidateEphemeralResourceConfig: nothing,
    RenewEphemeralResource: nothing,
    CloseEphemeralResource: nothing,
    Stop: nothing,
    Configure: ({ config }) => {
      session.configure(read(config));
      return {};
    },
    UpgradeResourceState: ({ type_name, raw_state }) => ({
      upgraded_state: { json: upgrade(schemas, type_name, raw_state?.json) },
    }),
    ReadResource: ({ type_name, current_state }) => ({
      new_state: wire(session.refresh(type_name, read(current_state))),
    }),
    PlanResourceChange: ({ type_name, prior_state, proposed_new_state, config }) => {
      const { state, replace } = session.plan(type_name, read(prior_state), read(proposed_new_state), read(config));
      const paths = replace.map((attribute) => ({ steps: [{ attribute_name: attribute }] }));
      return { planned_state: wire(state), requires_replace: paths, legacy_type_system: true };
    },
    ApplyResourceChange: async ({ type_name, prior_state, planned_state, config }) => {
      const change = { type: type_name, prior: read(prior_state), planned: read(planned_state), config: read(config) };
      return { new_state: wire(await session.apply(change)), legacy_type_system: true };
    },
    ImportResourceState: ({ type_name }) => {
      throw new Error(`${type_name} is not imported: a rehearsal starts from nothing, so there is nothing to import`);
    },
    ReadDataSource: async ({ type_name, config }) => ({
      state: wire(await session.readData(type_name, read(config))),
    }),
    OpenEphemeralResource: ({ type_name, config }) => ({
      result: wire(session.openEphemeral(type_name, read(config))),
    }),
  };
}

function messages(blocks: ReadonlyMap<string, Parameters<typeof schemaMessage>[0]>): Record<string, object> {
  return Object.fromEntries([...blocks].map(([type, block]) => [type, schemaMessage(block)]));
}

/** The state as it was stored, without what the schema no longer has. */
function upgrade(schemas: Schemas, type: string, json: Uint8Array | undefined): Uint8Array {
  const block = schemas.resource.get(type);
  const stored = JSON.parse(Buffer.from(json ?? []).toString() || "null") as Record<string, unknown> | null;
  if (!block || stored === null) return Buffer.from(JSON.stringify(stored));
  const known = Object.entries(stored).filter(([name]) => name in block.attributes || name in block.blocks);
  return Buffer.from(JSON.stringify(Object.fromEntries(known)));
}
