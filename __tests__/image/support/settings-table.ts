/** A row of `configure --settings`. */
export interface Setting {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly default: string | number | boolean | readonly string[] | null;
  readonly isRequired: boolean;
  readonly allowed: string;
  readonly meaning: string;
}

/** The table of image/README.md, as it must be for these settings. */
export function settingsTable(settings: readonly Setting[]): string {
  const rows = settings.map((setting) => {
    const names = [setting.name, ...setting.aliases].map((name) => `\`${name}\``).join(", ");
    return `| ${names} | ${shownDefault(setting)} | ${setting.meaning} | ${shownAllowed(setting.allowed)} |`;
  });
  return ["| Name, aliases | Default | Meaning | A wrong value gets 78 and |", "|---|---|---|---|", ...rows].join("\n");
}

function shownDefault({ name, isRequired, default: value }: Setting): string {
  if (isRequired) return "required";
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
  if (typeof value === "boolean") return value ? "`on`" : "`off`";
  if (name === "WP_UPLOAD_MAX") return `\`${Number(value) / 2 ** 20}M\``;
  return `\`${value}\``;
}

const shownAllowed = (allowed: string): string => (allowed === "any text" ? "– (any text)" : `must be ${allowed}`);
