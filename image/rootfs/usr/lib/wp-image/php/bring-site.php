<?php

/** The program `site`: see php/SiteVolume.php. What goes wrong is said, and the next start tries again; the site starts all the same. */

namespace WpImage;

spl_autoload_register(fn (string $class) => require __DIR__ . '/' . substr($class, strlen(__NAMESPACE__) + 1) . '.php');
set_error_handler(function (int $level, string $message): bool {
    return error_reporting() & $level ? throw new \RuntimeException($message) : true;
});

$say = function (string $line): void {
    fwrite(STDERR, "wp-image: site/: $line\n");
};
try {
    (new SiteVolume('/usr/share/wp-image', '/usr/src/wordpress/wp-content', '/var/www/html/wp-content', $say))->bring();
} catch (\RuntimeException $error) {
    $say("not everything was brought to the volume: {$error->getMessage()}");
}
