import contract from "../../image/settings.json";

/** Name of a setting of the image. */
export type ImageSetting = keyof typeof contract.settings;

/** Environment of a container of the image; what the image does not know does not compile. docs/settings.md has them all. */
export type ImageEnvironment = { readonly [Name in ImageSetting]?: string | undefined };

/** Seconds that nginx waits for PHP beyond WP_REQUEST_TIMEOUT, so that its own answer (504) is the one that is seen. */
export const { gatewayMarginSeconds } = contract;

/** A setting that is a number of seconds, or the image's default. */
export function seconds(
  environment: ImageEnvironment,
  name: "WP_REQUEST_TIMEOUT" | "WP_KEEPALIVE_TIMEOUT" | "STOP_TIMEOUT",
): number {
  return Number(environment[name] ?? contract.settings[name].default);
}

/** The variables that are set. */
export function variables(environment: ImageEnvironment): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}
