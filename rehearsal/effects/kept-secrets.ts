import type { Effect } from "../provider-double/effect";
import type { Inventory } from "../provider-double/inventory";
import type { SecretStore } from "../provider-double/secrets";
import { isObject, type ObjectValue } from "../provider-double/value";
import type { Engine } from "./engine";
import type { ServicesImage } from "./services-image";

export interface KeptSecretsOptions {
  readonly engine: Pick<Engine, "name" | "ensureVolume" | "pipe">;
  readonly services: Pick<ServicesImage, "ready">;
  readonly inventory: () => Pick<Inventory, "find">;
  readonly secrets: Pick<SecretStore, "put">;
}

interface Kept {
  /** `secret_string_wo_version`: raised, the values are made again. */
  readonly version: number;
  readonly value: string;
}

const FILE = "/kept/secrets.json";
const READ = `[ ! -e ${FILE} ] || cat ${FILE}`;
const WRITE = `umask 077 && cat >${FILE}.new && mv ${FILE}.new ${FILE}`;

/**
 * Generated secrets that outlive a run, in a volume beside those of the data that they open: the next start knows the
 * password that the site's database holds. They leave with the data (`npm run stop -- --fresh`).
 */
export function keptSecrets(options: KeptSecretsOptions): Effect {
  const { inventory, secrets } = options;
  const volume = new KeptVolume(options);
  // Nobody has to wait for it later.
  volume.values().catch(() => undefined);
  return {
    type: "aws_secretsmanager_secret_version",
    async create({ config, state }) {
      const made = writtenValue(config);
      if (made === undefined) return undefined;
      const name = nameOf(inventory(), state);
      const kept = (await volume.values()).get(name);
      if (kept?.version === made.version && isSameLogin(kept.value, made.value))
        secrets.put(String(state.secret_id), kept.value);
      else await volume.put(name, made);
      return undefined;
    },
    async update({ config, state, prior }) {
      const made = writtenValue(config);
      if (made !== undefined && made.version !== prior?.secret_string_wo_version)
        await volume.put(nameOf(inventory(), state), made);
      return undefined;
    },
    async delete({ state }) {
      await volume.delete(nameOf(inventory(), state));
    },
  };
}

function writtenValue({ secret_string_wo: value, secret_string_wo_version: version }: ObjectValue): Kept | undefined {
  return typeof value === "string" ? { value, version: Number(version ?? 0) } : undefined;
}

/** AWS adds a suffix to the prefix, another one at each start. */
function nameOf(inventory: Pick<Inventory, "find">, { secret_id: id }: ObjectValue): string {
  const secret = inventory.find("aws_secretsmanager_secret", "id", id);
  return String(secret?.name_prefix || secret?.name || id);
}

/** Whether two values have the same keys, and the same user if they name one. */
function isSameLogin(kept: string, made: string): boolean {
  const [one, other] = [parsed(kept), parsed(made)];
  if (one === undefined || other === undefined) return one === other;
  const keys = (value: ObjectValue) => Object.keys(value).sort().join();
  return keys(one) === keys(other) && one.username === other.username;
}

function parsed(text: string): ObjectValue | undefined {
  try {
    const value = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The file that holds them, read once, and written whole whenever one changes. */
class KeptVolume {
  private reading: Promise<Map<string, Kept>> | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: KeptSecretsOptions) {}

  values(): Promise<Map<string, Kept>> {
    this.reading ??= this.read();
    return this.reading;
  }

  async put(name: string, kept: Kept): Promise<void> {
    (await this.values()).set(name, kept);
    await this.write();
  }

  async delete(name: string): Promise<void> {
    if ((await this.values()).delete(name)) await this.write();
  }

  private async read(): Promise<Map<string, Kept>> {
    const text = await this.run(READ, "");
    return new Map(Object.entries(text === "" ? {} : (JSON.parse(text) as Record<string, Kept>)));
  }

  private write(): Promise<void> {
    this.writing = this.writing.then(async () => {
      await this.run(WRITE, JSON.stringify(Object.fromEntries(await this.values())));
    });
    return this.writing;
  }

  private async run(script: string, input: string): Promise<string> {
    const { engine, services } = this.options;
    const [image, { name }] = await Promise.all([services.ready(), engine.ensureVolume(engine.name("secrets"))]);
    return engine.pipe(image, ["/bin/sh", "-c", script], [`${name}:/kept`], input);
  }
}
