import { credentials, makeGenericClientConstructor, type ServiceError } from "@grpc/grpc-js";
import { providerService } from "../../rehearsal/provider-double/server";
import { encodeValue, type ObjectValue } from "../../rehearsal/provider-double/value";

/** An attribute or a block as a provider describes it. */
export interface ProviderBlock {
  readonly attributes: readonly {
    readonly name: string;
    /** JSON of Terraform's type. */
    readonly type: Buffer;
    readonly required: boolean;
    readonly optional: boolean;
    readonly computed: boolean;
  }[];
  readonly block_types: readonly {
    readonly type_name: string;
    readonly block: ProviderBlock;
    readonly nesting: "SINGLE" | "LIST" | "SET" | "MAP" | "GROUP";
  }[];
}

/** What a provider says of a configuration. */
export interface Diagnostic {
  readonly severity: "ERROR" | "WARNING" | "INVALID";
  readonly summary: string;
  readonly detail: string;
  readonly attribute: { readonly steps: readonly { readonly attribute_name?: string }[] } | null;
}

type Method = (argument: unknown, options: object, done: (error: ServiceError | null, answer: unknown) => void) => void;

/** Talks to a running provider as Terraform does, without Terraform. */
export class ProviderClient {
  private readonly client: { close(): void } & Record<string, Method>;

  /** @param address as gRPC names it, such as `unix:/run/plugin` */
  constructor(address: string) {
    const Client = makeGenericClientConstructor(providerService(), "Provider");
    // The schema of all types is some 30 MB long.
    const options = { "grpc.max_receive_message_length": -1 };
    this.client = new Client(address, credentials.createInsecure(), options) as unknown as typeof this.client;
  }

  /** The blocks of all resource types. */
  async resourceTypes(): Promise<Readonly<Record<string, { readonly block: ProviderBlock }>>> {
    const { resource_schemas } = (await this.call("GetSchema", {})) as {
      resource_schemas: Record<string, { block: ProviderBlock }>;
    };
    return resource_schemas;
  }

  /** Errors in a configuration of one resource, without a call to AWS. */
  async validate(type: string, config: ObjectValue): Promise<readonly Diagnostic[]> {
    const argument = { type_name: type, config: { msgpack: encodeValue(config) } };
    const { diagnostics } = (await this.call("ValidateResourceTypeConfig", argument)) as { diagnostics: Diagnostic[] };
    return diagnostics.filter(({ severity }) => severity === "ERROR");
  }

  close(): void {
    this.client.close();
  }

  private call(method: string, argument: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.client[method]?.(argument, {}, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }
}
