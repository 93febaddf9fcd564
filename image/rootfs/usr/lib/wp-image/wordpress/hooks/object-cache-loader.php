<?php
/**
 * Loads an object cache when a server is configured and wp-content has no object-cache.php of its own: the drop-in that
 * the build fetched (OBJECT_CACHE_URL), else the image's.
 */

namespace WpImage;

const FETCHED_OBJECT_CACHE = '/usr/share/wp-image/object-cache.php';

preset_hook(
	'enable_loading_object_cache_dropin',
	static function ( bool $enabled ): bool {
		$configured = null !== setting( 'WP_REDIS_HOST' );
		if ( $enabled && $configured && ! file_exists( WP_CONTENT_DIR . '/object-cache.php' ) ) {
			if ( file_exists( FETCHED_OBJECT_CACHE ) ) {
				define_redis_cache_constants();
				require_once FETCHED_OBJECT_CACHE;
			} else {
				require_once dirname( __DIR__ ) . '/object-cache.php';
			}
			wp_using_ext_object_cache( true );
		}
		return $enabled;
	}
);

/** What the drop-in of the plugin "Redis Object Cache" is configured by. */
function define_redis_cache_constants(): void {
	$constants = array(
		'WP_REDIS_CLIENT'       => 'phpredis',
		'WP_REDIS_SCHEME'       => is_on( 'WP_REDIS_TLS' ) ? 'tls' : 'tcp',
		'WP_REDIS_HOST'         => setting( 'WP_REDIS_HOST' ),
		'WP_REDIS_PORT'         => setting( 'WP_REDIS_PORT' ),
		'WP_REDIS_PASSWORD'     => redis_cache_password(),
		'WP_REDIS_DATABASE'     => setting( 'WP_REDIS_DATABASE', 0 ),
		'WP_REDIS_PREFIX'       => setting( 'WP_REDIS_PREFIX', setting( 'WORDPRESS_DB_NAME' ) . ':' ),
		'WP_REDIS_SSL_CONTEXT'  => is_on( 'WP_REDIS_TLS' ) ? array( 'verify_peer' => true, 'cafile' => setting( 'WP_REDIS_CA' ) ) : null,
		'WP_REDIS_TIMEOUT'      => 0.5,
		'WP_REDIS_READ_TIMEOUT' => 0.5,
		'WP_REDIS_GRACEFUL'     => true,
	);
	foreach ( $constants as $name => $value ) {
		if ( null !== $value && ! defined( $name ) ) {
			define( $name, $value );
		}
	}
}

/** The password as that plugin wants it: alone, or after the user. */
function redis_cache_password(): string|array|null {
	require_once dirname( __DIR__ ) . '/aws/cache-token.php';
	if ( has_cache_login() ) {
		try {
			return cache_login();
		} catch ( AwsFailure $failure ) {
			log_line( 'object cache: gets no login: ' . $failure->getMessage() );
			return null;
		}
	}
	$user = setting( 'WP_REDIS_USERNAME' );
	return null === $user ? setting( 'WP_REDIS_PASSWORD' ) : array( $user, setting( 'WP_REDIS_PASSWORD' ) );
}
