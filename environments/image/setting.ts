import contract from "../../image/settings.json";

/** Name of a setting of the image. */
export type ImageSetting = keyof typeof contract.settings;

/** What the image takes for a setting: a type of its own list by name, or a form. */
export type SettingType =
  | string
  | { readonly integer: readonly number[] }
  | { readonly size: readonly number[] }
  | { readonly oneOf: readonly string[] }
  | { readonly pattern: string; readonly allowed: string };

interface Described {
  readonly type: SettingType;
  readonly aliases?: readonly string[];
}

const described = Object.entries(contract.settings) as [ImageSetting, Described][];
const FILE_SUFFIX = /_FILE$/;

const byName = new Map<string, ImageSetting>(
  described.flatMap(([name, { aliases = [] }]) => [name, ...aliases].map((one) => [one, name] as const)),
);

/** The setting that a variable gives, by its name, an alias, or the file that `…_FILE` names; undefined for others. */
export function settingOf(variable: string): ImageSetting | undefined {
  return byName.get(variable) ?? byName.get(variable.replace(FILE_SUFFIX, ""));
}

export function typeOf(name: ImageSetting): SettingType {
  return (contract.settings[name] as Described).type;
}
