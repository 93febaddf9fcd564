import { credentials, makeGenericClientConstructor, type ServiceError } from "@grpc/grpc-js";
import { providerService } from "../../rehearsal/provider-double/server";
import { encodeValue, type ObjectValue } from "../../rehearsal/provider-double/value";
import { emptyOf, type ProviderBlock } from "./provider-block";

/** What a provider says of a configuration. */
export interface Diagnostic {
  readonly severity: "ERROR" | "WARNING" | "INVALID";
  readonly summary: string;
  readonly detail: string;
  readonly attribute: { readonly steps: readonly { readonly attribute_name?: string }[] } | null;
}

interface ProviderSchemas {
  readonly provider: { readonly block: ProviderBlock };
  readonly resource_schemas: Readonly<Record<string, { readonly block: ProviderBlock }>>;
}

interface Answered {
  readonly diagnostics: readonly Diagnostic[];
}

const errorsIn = (diagnostics: readonly Diagnostic[]) => diagnostics.filter(({ severity }) => severity === "ERROR");

type Method = (argument: unknown, options: object, done: (error: ServiceError | null, answer: unknown) => void) => void;

/** Talks to a running provider as Terraform does, without Terraform. */
export class ProviderClient {
  private asked: Promise<ProviderSchemas> | undefined;
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
    return (await this.schema()).resource_schemas;
  }

  /** Errors in a configuration of one resource, without a call to AWS. */
  async validate(type: string, config: ObjectValue): Promise<readonly Diagnostic[]> {
    const argument = { type_name: type, config: { msgpack: encodeValue(config) } };
    const { diagnostics } = (await this.call("ValidateResourceTypeConfig", argument)) as Answered;
    return errorsIn(diagnostics);
  }

  /** Gives the provider a region and credentials that open nothing, so that it plans without a call to AWS. */
  async configure(config: ObjectValue): Promise<void> {
    const whole = { ...emptyOf((await this.schema()).provider.block), ...config };
    const { diagnostics } = (await this.call("Configure", { config: { msgpack: encodeValue(whole) } })) as Answered;
    const [error] = errorsIn(diagnostics);
    if (error) throw new Error(`the provider takes no configuration: ${error.summary} ${error.detail}`);
  }

  /**
   * What a change would replace, as the provider plans it: the names of attributes and blocks, outermost first.
   *
   * @returns undefined when the provider refuses to plan it
   */
  async replacedBy(type: string, prior: ObjectValue, config: ObjectValue): Promise<readonly string[][] | undefined> {
    const state = (value: ObjectValue) => ({ msgpack: encodeValue(value) });
    const argument = {
      ...{ type_name: type, prior_state: state(prior), config: state(config) },
      proposed_new_state: state({ ...config, id: prior.id ?? null }),
    };
    const { diagnostics, requires_replace } = (await this.call("PlanResourceChange", argument)) as Answered & {
      requires_replace: readonly { readonly steps: readonly { readonly attribute_name?: string }[] }[];
    };
    if (errorsIn(diagnostics).length > 0) return undefined;
    return requires_replace.map(({ steps }) => steps.flatMap(({ attribute_name }) => attribute_name || []));
  }

  private schema(): Promise<ProviderSchemas> {
    this.asked ??= this.call("GetSchema", {}) as Promise<ProviderSchemas>;
    return this.asked;
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
