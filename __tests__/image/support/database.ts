import { randomBytes } from "node:crypto";
import type { Container } from "./container";
import type { Lab, RunOptions } from "./lab";
import { eventually } from "./wait";

/** A MariaDB server. Tests take a database each, so that one server does for a file. */
export class DatabaseServer {
  private constructor(readonly container: Container) {}

  /** Starts a server whose data is in memory. @param options further arguments of the container and of mariadbd */
  static async start(lab: Lab, options: RunOptions = {}): Promise<DatabaseServer> {
    const container = await lab.service("mariadb", {
      ...options,
      command: [
        "mariadbd",
        "--user=mysql",
        "--bind-address=0.0.0.0",
        "--skip-name-resolve",
        "--innodb-flush-log-at-trx-commit=0",
        "--init-file=/etc/mysql/accounts.sql",
        ...(options.command ?? []),
      ],
    });
    const server = new DatabaseServer(container);
    await eventually("MariaDB answers", async () => (await server.query("SELECT 1")) !== "");
    return server;
  }

  /** Runs SQL as administrator. @returns rows as lines, columns separated by tabs, without headings */
  query(sql: string, database = ""): Promise<string> {
    return this.container.exec(["mariadb", "-h127.0.0.1", "-uadmin", "-padmin", "--batch", "-N", "-e", sql, database]);
  }

  /**
   * Makes a database with a user of its own.
   * @param password @default a random one
   * @returns settings of a WordPress container that uses it
   */
  async database(password = randomBytes(12).toString("hex")): Promise<Record<string, string>> {
    const name = `wp_${randomBytes(5).toString("hex")}`;
    const quoted = `'${password.replace(/[\\']/g, "\\$&")}'`;
    await this.query(
      `CREATE DATABASE ${name}; CREATE USER ${name}@'%' IDENTIFIED BY ${quoted}; GRANT ALL ON ${name}.* TO ${name}@'%';`,
    );
    return {
      WORDPRESS_DB_HOST: this.container.name,
      WORDPRESS_DB_NAME: name,
      WORDPRESS_DB_USER: name,
      WORDPRESS_DB_PASSWORD: password,
    };
  }
}
