import type { Manifest } from "../folder/manifest";

/** The folder's README: what lies where, and how to run it with Terraform alone. */
export function guide({ project, environment, stacks, terraform, sbom }: Omit<Manifest, "files">): string {
  const [first] = stacks;
  return `# Audit of ${project.name}${environment ? `, environment ${environment}` : ""}

- \`report.html\`: start here; \`report.md\` says the same.
- \`evidence.html\` and \`evidence.csv\`: controls of CIS, Well-Architected, PCI DSS, ISO 27001 and NIS2, held, not held, or not shown by configuration.
- \`hcl/<stack>/main.tf\`: each stack in Terraform's native syntax, \`json/<stack>/main.tf.json\` the same stack as JSON.
${sbom === null ? "" : "- `sbom.cdx.json`: what the image holds, as a CycloneDX document.\n"}- \`manifest.json\`: versions, commit, and the SHA-256 of every other file.
- Other folders hold what the stacks read, an image's build context for example.

The stacks need Terraform ${terraform.join(", ") || "of any version"} and nothing else, no Node and no cdktf. In the order of deployment:

${stacks.map(({ name }) => `1. ${name}`).join("\n")}

\`\`\`
terraform -chdir=hcl/${first?.name ?? "<stack>"} init
terraform -chdir=hcl/${first?.name ?? "<stack>"} plan
\`\`\`
`;
}
