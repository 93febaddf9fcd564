<?php

namespace WpImage;

/**
 * What a site brought along on its volume: where its WordPress lies, and its wp-config.php. WordPress reads it in place of the image's, so the container's
 * commands must ask the same database and the same tables: what it says goes before the settings.
 */
final class VolumeConfiguration
{
    public const FILE = '/var/www/html/wp-config.php';

    private const READER = '/usr/lib/wp-image/wordpress/volume-config.php';

    /** What the official Docker image's wp-config.php, and many others, ask the environment for. */
    private const OFFICIAL = '/^WORDPRESS_(DB_(HOST|NAME|USER|PASSWORD|CHARSET|COLLATE)|TABLE_PREFIX|DEBUG|\w+_(KEY|SALT))$/D';

    /** The constants, or the variable, of WordPress behind a setting. */
    private const BEHIND = [
        'WORDPRESS_DB_HOST' => 'DB_HOST',
        'WORDPRESS_DB_NAME' => 'DB_NAME',
        'WORDPRESS_DB_USER' => 'DB_USER',
        'WORDPRESS_DB_PASSWORD' => 'DB_PASSWORD',
        'WORDPRESS_TABLE_PREFIX' => 'table_prefix',
        'WP_HOME' => 'WP_HOME',
        'WP_SITEURL' => 'WP_SITEURL',
    ];

    /**
     * @param array<string, mixed> $settings
     * @return array<string, mixed> the same with what the file says, and WP_VOLUME_CONFIG when there is one
     */
    public static function over(array $settings): array
    {
        if ($settings['WP_CONTENT_MODE'] !== 'mutable') {
            return $settings;
        }
        $settings['WP_ROOT'] = self::root();
        if (!is_file(self::FILE)) {
            return $settings;
        }
        $settings['WP_VOLUME_CONFIG'] = self::environment($settings);
        $said = self::read($settings);
        if (!isset($said['DB_NAME'], $said['DB_HOST'])) {
            self::say('is in charge, and names no database when it is read by itself: commands work with the settings');

            return $settings;
        }
        $differing = [];
        foreach (self::BEHIND as $setting => $name) {
            if (isset($said[$name]) && $said[$name] !== $settings[$setting]) {
                $differing[] = $setting;
                $settings[$setting] = $said[$name];
            } elseif (!isset($said[$name]) && $settings[$setting] !== null && str_starts_with($setting, 'WP_')) {
                $differing[] = $setting;
            }
        }
        $kind = self::network($said);
        if ($kind !== $settings['WP_MULTISITE']) {
            $differing[] = 'WP_MULTISITE';
            $settings['WP_MULTISITE'] = $kind;
        }
        if ($kind !== 'off' && isset($said['DOMAIN_CURRENT_SITE'])) {
            $settings['WP_HOME'] = $settings['WP_SITEURL'] = (parse_url((string) $settings['WP_HOME'], PHP_URL_SCHEME) ?? 'https') . "://{$said['DOMAIN_CURRENT_SITE']}";
        }
        self::say('is in charge' . ($differing === [] ? ', as the settings say' : '; it differs from the settings in ' . implode(', ', $differing)
            . '. To leave it behind: mv ' . self::FILE . ' ' . self::FILE . '.left'));

        return $settings;
    }

    /** The kind of network that the file's constants make, as WP_MULTISITE says it. @param array<string, string> $said */
    private static function network(array $said): string
    {
        if (($said['MULTISITE'] ?? '') === '') {
            return 'off';
        }

        return ($said['SUBDOMAIN_INSTALL'] ?? '') === '' ? 'subdirectory' : 'subdomain';
    }

    /** The directory of WordPress: the volume's root, or the one that the root's index.php leads to. */
    private static function root(): string
    {
        $root = dirname(self::FILE);
        preg_match('#[\'"/]([A-Za-z0-9_.-]+)/wp-blog-header\.php#', (string) @file_get_contents("$root/index.php"), $own);

        return isset($own[1]) && is_file("$root/$own[1]/wp-includes/version.php") ? "$root/$own[1]" : $root;
    }

    /** @return array<string, string> */
    private static function environment(array $settings): array
    {
        $names = preg_grep(self::OFFICIAL, array_keys($settings));

        return array_map('strval', array_filter(array_intersect_key($settings, array_flip($names)), fn (mixed $value): bool => $value !== null && $value !== false));
    }

    /** Runs the file without WordPress in a process of its own, as www-data and for ten seconds at most. @return array<string, string> */
    private static function read(array $settings): array
    {
        $host = (string) parse_url((string) $settings['WP_HOME'], PHP_URL_HOST);
        $command = ['/usr/lib/wp-image/as-www-data', 'timeout', '-s', 'KILL', '10', 'php8.4', '-d', 'display_errors=0', '-d', 'log_errors=0', self::READER, self::FILE, $host];
        $environment = ['PATH' => '/usr/local/bin:/usr/bin:/bin'] + $settings['WP_VOLUME_CONFIG'];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes, '/tmp', $environment);
        $output = stream_get_contents($pipes[1]);
        proc_close($process);

        return json_decode((string) $output, true) ?? [];
    }

    private static function say(string $what): void
    {
        fwrite(STDERR, "wp-image: the volume's wp-config.php $what\n");
    }
}
