import { TerraformBackend, TerraformDataSource, type TerraformElement, TerraformResource, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { rules } from "./rules";

/**
 * Lets the resources of one construct break one rule, for a written reason. The reason stands in the synthesized JSON, under
 * `"//".waived` of each resource, so that auditors see it. Call it after the construct has made its resources.
 *
 * @throws when no rule has this id, the reason is empty, or the construct holds no resource, data source or backend
 */
export function waive(construct: IConstruct, rule: string, reason: string): void {
  const { path } = construct.node;
  if (!rules.some(({ id }) => id === rule))
    throw new Error(`${path}: rule must be an id of docs/rules.md, got "${rule}"`);
  if (Token.isUnresolved(reason) || reason.trim() === "") {
    throw new Error(`${path}: the reason to waive ${rule} must be a written text, got "${reason}"`);
  }
  const elements = construct.node.findAll().filter(carriesRules);
  if (elements.length === 0)
    throw new Error(`${path}: waive ${rule} after the construct has its resources; it holds none`);
  for (const element of elements) element.addOverride(`//.waived.${rule}`, reason);
}

const carriesRules = (child: IConstruct): child is TerraformElement & IConstruct =>
  TerraformResource.isTerraformResource(child) ||
  TerraformDataSource.isTerraformDataSource(child) ||
  TerraformBackend.isBackend(child);
