import type { Block, Resource } from "../terraform/block";

const mixedTemplate = (group: Resource): Block | undefined =>
  group.block("mixed_instances_policy")?.block("launch_template");

/** The launch template of an instance group. */
export function launchTemplateOf(group: Resource): Resource | undefined {
  const named = mixedTemplate(group)?.block("launch_template_specification") ?? group.block("launch_template");
  return named?.follow("id") ?? named?.follow("launch_template_id");
}

/** The types that an instance group may launch, in its order. */
export function instanceTypesOf(group: Resource): readonly string[] {
  const overrides = mixedTemplate(group)?.blocks("override") ?? [];
  const types = overrides.flatMap((override) => override.text("instance_type") ?? []);
  return types.length > 0 ? types : [launchTemplateOf(group)?.text("instance_type")].flatMap((type) => type ?? []);
}
