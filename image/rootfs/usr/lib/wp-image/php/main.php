<?php

/** The program `configure`, which documents its arguments. */

namespace WpImage;

spl_autoload_register(fn (string $class) => require __DIR__ . '/' . substr($class, strlen(__NAMESPACE__) + 1) . '.php');
set_error_handler(function (int $level, string $message, string $file, int $line): bool {
    return error_reporting() & $level ? throw new \ErrorException($message, 0, $level, $file, $line) : true;
});

const DIRECTORY = '/run/wp';
const EX_CONFIG = 78;

/** @param list<string> $lines */
function refuse(array $lines): never
{
    foreach ($lines as $line) {
        fwrite(STDERR, "wp-image: $line\n");
    }
    exit(EX_CONFIG);
}

/** @var list<Setting> $settings */
$settings = require __DIR__ . '/settings.php';
[, $argument, $root] = $argv + [1 => '', 2 => ''];
// As a service this reads the copy that PID 1 left; as part of a command, its own environment.
$copy = DIRECTORY . '/environ';
$environment = Environment::fromProc(is_file($copy) ? $copy : '/proc/self/environ');
$values = $environment->read($settings);
$problems = $environment->problems;
$resources = Resources::detect($root, $environment->variable('ECS_CONTAINER_METADATA_URI_V4'));
if ($argument === '--sizes') {
    echo json_encode([...get_object_vars($resources), ...get_object_vars(Sizes::from($resources, $values['WP_WORKER_MB'], $values['WP_FPM_CHILDREN']))]), "\n";
    exit;
}
$site = Site::from($values, $resources, $problems);
if ($problems !== []) {
    refuse($problems);
}

umask(0022);
$isRoot = posix_geteuid() === 0;
$files = new Files(DIRECTORY, $isRoot);
if (!is_dir(DIRECTORY)) {
    mkdir(DIRECTORY, 0750);
}
if ($isRoot) {
    chgrp(DIRECTORY, 'www-data');
}
chmod(DIRECTORY, 0750);
foreach (['/run/php' => 0750, '/tmp/nginx' => 0700, '/run/wp-aws' => 0700, '/tmp/sessions' => 0700, '/var/cache/nginx/pages' => 0700] as $path => $mode) {
    $files->directory($path, $mode);
}

foreach ($environment->unknown($settings) as $line) {
    fwrite(STDERR, "wp-image: $line\n");
}
$inWordPress = VolumeConfiguration::over(Certificates::toFiles($site->settings, DIRECTORY));
$inWordPress['WP_VARIABLES'] = $environment->others($settings);
$files->writeSecret('env.php', '<?php return ' . var_export($inWordPress, true) . ";\n");
$templates = dirname(__DIR__) . '/templates';
$files->write('nginx.conf', Template::render("$templates/nginx.conf", NginxConfiguration::values($site->with([...$site->settings, 'WP_MULTISITE' => $inWordPress['WP_MULTISITE']]), $isRoot, is_file('/proc/net/if_inet6'))));
$files->write('uploads-from.conf', NginxConfiguration::uploadsFrom($site->settings['WP_UPLOADS_FROM']));
$files->write('php-fpm.conf', Template::render("$templates/php-fpm.conf", PhpConfiguration::poolValues($site, $isRoot, $environment->inherited())));
$files->writeSecret('php.ini', Template::render("$templates/php.ini", PhpConfiguration::iniValues($site->with($inWordPress))));
$files->write('http-port', "{$site->settings['WP_HTTP_PORT']}\n");
$files->write('stop-budget', "delay={$site->settings['SHUTDOWN_DELAY']} drain={$site->drainSeconds()} php=" . Site::PHP_STOP . "\n");
$files->write('services', "mode={$site->settings['WP_CONTENT_MODE']} services='" . implode(' ', $site->services()) . "'\n");

if ($site->settings['WORDPRESS_DB_SSL'] === 'on') {
    fwrite(STDERR, "wp-image: WORDPRESS_DB_SSL is on: the connection is encrypted, the server's certificate is not checked\n");
}
fprintf(
    STDERR,
    "wp-image: %d MiB, %s CPUs: %d PHP workers, %d nginx workers, %d MiB opcache; content is %s\n",
    $resources->memoryMiB,
    $resources->cpus,
    $site->sizes->fpmChildren,
    $site->sizes->nginxWorkers,
    $site->sizes->opcacheMiB,
    $site->settings['WP_CONTENT_MODE'],
);
