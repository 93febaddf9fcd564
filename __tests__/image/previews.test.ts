import { expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { startSite } from "./support/site";

const lab = useLab("previews");

/** Uploads what the callback makes, as the media library does. @returns names of the sizes that WordPress made */
const uploaded = (name: string, type: string, contents: string): string => `
  require_once ABSPATH . 'wp-admin/includes/image.php';
  ${contents}
  $upload = wp_upload_bits('${name}', null, $bits);
  $id = wp_insert_attachment(['post_mime_type' => '${type}', 'post_title' => 'x'], $upload['file']);
  $sizes = wp_generate_attachment_metadata($id, $upload['file'])['sizes'] ?? [];
  ksort($sizes);
  return array_map(fn ($size) => $size['mime-type'], $sizes);`;

const AVIF = `$image = imagecreatetruecolor(800, 600); ob_start(); imageavif($image); $bits = ob_get_clean();`;
const PDF = `$bits = "%PDF-1.4\\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\\n"
  . "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj\\ntrailer<</Root 1 0 R>>\\n";`;

test("an AVIF image gets its sizes and a PDF its previews, and the log is quiet", async () => {
  const site = await (await startSite(lab, await DatabaseServer.start(lab))).withProbe();
  expect(await site.evaluate(uploaded("picture.avif", "image/avif", AVIF))).toMatchObject({
    medium: "image/avif",
    thumbnail: "image/avif",
  });
  expect(await site.evaluate(uploaded("text.pdf", "application/pdf", PDF))).toMatchObject({
    full: "image/jpeg",
    thumbnail: "image/jpeg",
  });
  expect(await site.container.logs()).not.toMatch(/gs:|PHP (Warning|Fatal)|magick/i);
});
