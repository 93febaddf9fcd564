import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { startSite } from "./support/site";

const lab = useLab("pictures");
let server: DatabaseServer;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
});

test("four pictures of 24 megapixels at once get their sizes in a container of 1 GiB", async () => {
  const limits = ["--memory", "1g", "--memory-swap", "1g"];
  const site = await startSite(lab, server, { WP_CRON: "off", WP_REQUEST_TIMEOUT: "600", STOP_TIMEOUT: "120" }, limits);
  await site.withProbe();
  const draw =
    "$picture = new Imagick(); $picture->newImage(6000, 4000, 'orange', 'jpg'); $picture->writeImage('/tmp/large.jpg');";
  await site.container.exec(["php", "-r", draw]);
  const upload = (name: string) =>
    site.evaluate<string[] | string>(`
      foreach (['file', 'image', 'media'] as $part) require_once ABSPATH . "wp-admin/includes/$part.php";
      copy('/tmp/large.jpg', '/tmp/${name}.jpg');
      $id = media_handle_sideload(['name' => '${name}.jpg', 'tmp_name' => '/tmp/${name}.jpg']);
      return is_wp_error($id) ? $id->get_error_message() : array_keys(wp_get_attachment_metadata($id)['sizes']);`);
  const sizes = await Promise.all(["first", "second", "third", "fourth"].map(upload));
  expect(sizes).toEqual(sizes.map(() => expect.arrayContaining(["thumbnail", "medium", "large", "2048x2048"])));
  expect(await site.container.logs()).not.toMatch(/exited on signal|died with/);
});

test("uploads that begin a month's directory at once are all kept", async () => {
  // On one processor, so that one request is often stopped between its look for the directory and its making.
  const site = await startSite(lab, server, { WP_CRON: "off" }, ["--cpuset-cpus", "0"]);
  await site.withProbe();
  const upload = (month: number, name: number) =>
    site.evaluate<boolean | string>(`
      require_once ABSPATH . 'wp-admin/includes/file.php';
      $name = '/tmp/${month}-${name}.txt';
      file_put_contents($name, 'text');
      $time = '2030-' . sprintf('%02d', ${month}) . '-01 00:00:00';
      $file = ['name' => basename($name), 'tmp_name' => $name];
      $kept = wp_handle_sideload($file, ['test_form' => false], $time);
      return $kept['error'] ?? true;`);
  for (const month of [1, 2, 3, 4, 5, 6]) {
    const kept = await Promise.all(Array.from({ length: 8 }, (_, name) => upload(month, name)));
    expect(kept).toEqual(kept.map(() => true));
  }
});
