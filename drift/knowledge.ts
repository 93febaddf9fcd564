import { objectOf, textsOf } from "../terraform/json";
import type { Knowledge } from "./drifted";

interface ResourceSchema {
  readonly block: {
    readonly attributes?: Readonly<Record<string, { readonly computed?: boolean; readonly type?: unknown }>>;
    readonly block_types?: Readonly<Record<string, { readonly nesting_mode?: string }>>;
  };
}

/** What `terraform providers schema -json` says of the providers of a stack. */
export interface ProviderSchemas {
  readonly provider_schemas?: Readonly<
    Record<string, { readonly resource_schemas?: Readonly<Record<string, ResourceSchema>> }>
  >;
}

/** @param configuration what Terraform reads of the stack */
export function knowledgeOf(configuration: unknown, { provider_schemas = {} }: ProviderSchemas): Knowledge {
  const { resource } = objectOf(configuration);
  const schemas = Object.values(provider_schemas).map(({ resource_schemas = {} }) => resource_schemas);
  const schemaOf = (type: string) => schemas.find((one) => type in one)?.[type]?.block;
  return {
    isIgnored(address, argument) {
      const [type = "", name = ""] = address.split(".");
      const { ignore_changes } = objectOf(objectOf(objectOf(objectOf(resource)[type])[name]).lifecycle);
      return textsOf(ignore_changes).some((one) => one === "all" || one.split(/[.[]/)[0] === argument);
    },
    isUnset(type, argument) {
      const attribute = schemaOf(type)?.attributes?.[argument];
      return attribute !== undefined && attribute.computed !== true;
    },
    isSet(type, argument) {
      const { attributes = {}, block_types = {} } = schemaOf(type) ?? {};
      const of = attributes[argument]?.type;
      return block_types[argument]?.nesting_mode === "set" || (Array.isArray(of) && of[0] === "set");
    },
  };
}
