import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WORDPRESS } from "../../cli/docker";
import { Failure } from "../../cli/outcome";
import { describeRemoval, type Removal, removals } from "../../terraform/removals";
import type { LocalWorld } from "../effects/local-world";
import type { Rehearsal } from "../rehearsal";
import type { DrillEnvironment, RestoreSettings } from "./environment-file";
import { png } from "./picture";
import { Visitor } from "./visitor";

export interface DrillOptions {
  readonly rehearsal: Pick<Rehearsal, "redeploy" | "expectNoChanges">;
  readonly local: Pick<LocalWorld, "url" | "engine" | "databases" | "files" | "snapshots">;
  readonly environment: Pick<DrillEnvironment, "write">;
  readonly user: string;
  /** Read when it is needed: a restore may write it again. */
  readonly password: () => string;
  readonly onProgress: (text: string) => void;
  /** Ends every wait. @throws when somebody pressed Ctrl-C */
  readonly throwIfInterrupted: () => void;
  /** How long a page may take to show what it shall. @default 300 */
  readonly patienceSeconds?: number;
}

/** Name of the snapshot and of the recovery points. */
const BACKUP = "restore-drill";
const PATIENCE_SECONDS = 300;
const LOOK_MILLISECONDS = 1000;
/** What a restore of the database may take away: nothing else holds what people stored. */
const DATABASE = /^aws_(?:db_instance|rds_cluster|rds_cluster_instance)\./;

/** A site in whose life everything is lost once: each step is one that an operator does, and says what it found. */
export class Drill {
  private readonly title = `Written before the loss ${randomBytes(6).toString("hex")}`;
  private readonly picture = png(randomBytes(3));
  private post = "";
  private upload = "";
  private looks = 0;

  constructor(private readonly options: DrillOptions) {}

  /** Writes what has to come back. */
  async write(): Promise<string> {
    const author = await this.author();
    this.post = await author.publish(this.title);
    this.upload = await author.upload(`${BACKUP}.png`, this.picture);
    const missing = await this.missing();
    if (missing.length > 0) throw new Failure(`before the loss a visitor already misses ${missing.join(" and ")}`);
    return `${this.post} and ${this.upload} are seen by a visitor`;
  }

  /** A snapshot of the database and a copy of the files. */
  async backUp(): Promise<string> {
    const { local } = this.options;
    for (const { name, volume } of local.databases)
      await local.snapshots.take(BACKUP, volume, local.engine.docker.getContainer(name));
    for (const { path, volume } of local.files.volumes) await local.snapshots.take(`${BACKUP}${path}`, volume);
    return `${local.databases.length} database and the files of ${local.files.volumes.map(({ path }) => path).join(", ")}`;
  }

  /** Drops the database's tables and deletes the files. @throws {Failure} when a visitor still finds them: nothing was lost */
  async lose(): Promise<string> {
    const { local } = this.options;
    for (const { name } of local.databases) {
      const drop = 'exec mariadb --execute "DROP DATABASE \\`$DATABASE\\`; CREATE DATABASE \\`$DATABASE\\`"';
      const { code, output } = await local.engine.exec(local.engine.docker.getContainer(name), ["sh", "-c", drop]);
      if (code !== 0) throw new Failure(`the database was not dropped: ${output.trim()}`);
    }
    for (const { volume } of local.files.volumes) await local.files.empty(volume);
    await this.forgetCached();
    await this.until("a visitor finds neither post nor picture", async () => (await this.missing()).length === 2);
    return "a visitor finds neither post nor picture";
  }

  /** Database: lift the protection, replace it by the snapshot, protect it again. */
  async restoreDatabase(): Promise<string> {
    await this.deploy({ protectData: false }, []);
    const replaced = await this.deploy({ protectData: false, snapshot: BACKUP }, [DATABASE]);
    if (!replaced.some(({ how }) => how === "replaced"))
      throw new Failure("the plan with database.snapshotIdentifier replaces no database, so nothing was restored");
    await this.deploy({ snapshot: BACKUP }, []);
    return replaced.map(describeRemoval).join("; ");
  }

  async restoreFiles(): Promise<string> {
    const { local } = this.options;
    for (const { path, volume } of local.files.volumes) await local.snapshots.restore(`${BACKUP}${path}`, volume);
    await this.forgetCached();
    return "copied into place";
  }

  /** @throws {Failure} naming what a visitor or the administrator misses */
  async find(): Promise<string> {
    await this.until("the site has what was lost", async () => (await this.missing()).length === 0).catch(async () => {
      throw new Failure(`a visitor still misses ${(await this.missing()).join(" and ")}`);
    });
    await this.author();
    await this.options.rehearsal.expectNoChanges();
    return "post and picture are seen, the administrator's password opens the site, every second plan is empty";
  }

  private async author(): Promise<Visitor> {
    const { local, user, password } = this.options;
    const author = new Visitor(local.url);
    await this.until("the login page", async () => {
      const { status, body } = await author.ask("/wp-login.php");
      return status === 200 && body.includes("user_login");
    });
    await author.logIn(user, password());
    return author;
  }

  /** What a visitor does not find; each look has another address, so that no cache answers. */
  private async missing(): Promise<string[]> {
    const stranger = new Visitor(this.options.local.url);
    const look = (url: string) => stranger.ask(`${url}${url.includes("?") ? "&" : "?"}look=${++this.looks}`);
    const [post, picture] = [await look(this.post), await look(this.upload)];
    return [
      ...(post.status === 200 && post.body.includes(this.title) ? [] : [`the post (status ${post.status})`]),
      ...(picture.status === 200 && picture.body.equals(this.picture)
        ? []
        : [`the picture (status ${picture.status})`]),
    ];
  }

  /** Deploys what changes. @returns what the plans took away @throws {Failure} when that is something else than expected */
  private async deploy(settings: RestoreSettings, expected: readonly RegExp[]): Promise<Removal[]> {
    const { environment, rehearsal, throwIfInterrupted } = this.options;
    throwIfInterrupted();
    environment.write(settings);
    const gone: Removal[] = [];
    await rehearsal.redeploy(expected.length > 0, (plan) => gone.push(...removals(plan)));
    const data = gone.filter((one) => one.data && !expected.some((pattern) => pattern.test(one.address)));
    if (data.length > 0) throw new Failure(`the restore would lose more data: ${data.map(describeRemoval).join("; ")}`);
    return gone.filter(({ address }) => expected.some((pattern) => pattern.test(address)));
  }

  /** What caches of the tasks still show. */
  private async forgetCached(): Promise<void> {
    const { engine } = this.options.local;
    const filters = { label: Object.entries(engine.labels).map(([name, value]) => `${name}=${value}`) };
    for (const { Id, Names } of await engine.docker.listContainers({ filters }))
      if (Names.some((name) => WORDPRESS.test(name)))
        await engine
          .exec(engine.docker.getContainer(Id), ["wp-image", "purge", "--object-cache"])
          .catch(() => undefined);
  }

  private async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const { onProgress, throwIfInterrupted, patienceSeconds = PATIENCE_SECONDS } = this.options;
    const deadline = performance.now() + patienceSeconds * 1000;
    do {
      throwIfInterrupted();
      if (await holds().catch(() => false)) return;
      onProgress(`waiting until: ${what}`);
      await sleep(LOOK_MILLISECONDS);
    } while (performance.now() < deadline);
    throw new Failure(`after ${patienceSeconds} seconds it is still not so: ${what}`);
  }
}
