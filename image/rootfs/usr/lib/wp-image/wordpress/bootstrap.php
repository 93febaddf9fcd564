<?php
/**
 * Ties the image to whatever WordPress lies in the web root. php-fpm prepends this file to each script.
 *
 * Why prepended, and why nothing is put into wp-content: on a mutable site wp-content and wp-config.php are the user's.
 * WPMU_PLUGIN_DIR would hide the user's own must-use plugins, a copied drop-in would freeze at the version that copied
 * it, and the image's wp-config.php is not read where the volume has one. WordPress takes hooks that are registered
 * before it loads from $wp_filter (WP_Hook::build_preinitialized_hooks), so all of this works for any wp-config.php.
 */

namespace WpImage;

require_once __DIR__ . '/settings.php';
require_once __DIR__ . '/upgrade-pause.php';

// Variables that are no settings; for a wp-config.php of the volume also those that the official Docker image has. They come
// from a file, so that no process shows them in /proc.
foreach ( array( ...setting( 'WP_VARIABLES', array() ), ...setting( 'WP_VOLUME_CONFIG', array() ) ) as $name => $value ) {
	putenv( "$name=$value" );
	$_ENV[ $name ] = $value;
}
unset( $name, $value );

// Also for a wp-config.php of the volume.
if ( null !== setting( 'WP_DEVELOPMENT_MODE' ) && ! defined( 'WP_DEVELOPMENT_MODE' ) ) {
	define( 'WP_DEVELOPMENT_MODE', setting( 'WP_DEVELOPMENT_MODE' ) );
}

/** Adds a hook before WordPress has loaded. */
function preset_hook( string $hook, callable $callback, int $priority = 10, int $accepted_args = 1 ): void {
	$GLOBALS['wp_filter'][ $hook ][ $priority ][] = array(
		'function'      => $callback,
		'accepted_args' => $accepted_args,
	);
}

require_once __DIR__ . '/hooks/object-cache-loader.php';
require_once __DIR__ . '/hooks/database-outage.php';
require_once __DIR__ . '/hooks/installation.php';
require_once __DIR__ . '/hooks/newer-schema.php';
require_once __DIR__ . '/hooks/private-responses.php';
require_once __DIR__ . '/hooks/visitor-logins.php';

if ( 'database' === setting( 'WP_SESSIONS' ) && 'cli' !== PHP_SAPI ) {
	require_once __DIR__ . '/hooks/database-sessions.php';
}
if ( 'redis' === setting( 'WP_SESSIONS' ) && null !== setting( 'WP_REDIS_IAM_USER' ) && 'cli' !== PHP_SAPI ) {
	require_once __DIR__ . '/hooks/cache-sessions.php';
}

// Also for a wp-config.php of the volume: WordPress would pick FTP where a file is not its user's, and plugins would fail.
preset_hook( 'filesystem_method', static fn (): string => 'direct' );

preset_hook(
	'muplugins_loaded',
	static function (): void {
		require_once __DIR__ . '/hooks/mail.php';
		require_once __DIR__ . '/hooks/copy.php';
		require_once __DIR__ . '/hooks/page-cache.php';
		require_once __DIR__ . '/hooks/own-address.php';
		require_once __DIR__ . '/hooks/new-site.php';
		require_once __DIR__ . '/hooks/closed-names.php';
		require_once __DIR__ . '/hooks/closed-xmlrpc.php';
		require_once __DIR__ . '/hooks/image-turns.php';
		require_once __DIR__ . '/hooks/upload-directory.php';
		require_once __DIR__ . '/hooks/site-health.php';
		// A volume may have a WordPress of before these classes and methods.
		if ( method_exists( 'WP_Theme', 'get_block_patterns' ) ) {
			require_once __DIR__ . '/hooks/theme-patterns.php';
		}
		if ( class_exists( 'WP_Theme_JSON_Resolver' ) ) {
			require_once __DIR__ . '/hooks/known-files.php';
			require_once __DIR__ . '/hooks/theme-data-once.php';
		}
	},
	0
);
