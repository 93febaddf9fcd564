import { expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { startSite } from "./support/site";

const lab = useLab("pictures");

test("four pictures of 24 megapixels at once get their sizes in a container of 1 GiB", async () => {
  const limits = ["--memory", "1g", "--memory-swap", "1g"];
  const site = await startSite(
    lab,
    await DatabaseServer.shared(lab),
    { WP_CRON: "off", WP_REQUEST_TIMEOUT: "600", STOP_TIMEOUT: "120" },
    limits,
  );
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
