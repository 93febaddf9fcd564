/** A must-use plugin that runs the PHP that a test posts. */
export const PROBE = `<?php
if (isset($_SERVER['HTTP_X_PROBE']) && $_SERVER['REQUEST_METHOD'] === 'POST') {
  add_action('wp_loaded', function () {
    header('Content-Type: application/json');
    $result = eval(file_get_contents('php://input'));
    exit(json_encode($result, JSON_UNESCAPED_SLASHES));
  });
}`;
