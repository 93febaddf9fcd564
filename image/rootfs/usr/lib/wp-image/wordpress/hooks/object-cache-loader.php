<?php
/**
 * Loads the image's object cache when a server is configured and wp-content has no object-cache.php of its own.
 */

namespace WpImage;

preset_hook(
	'enable_loading_object_cache_dropin',
	static function ( bool $enabled ): bool {
		$configured = null !== setting( 'WP_REDIS_HOST' );
		if ( $enabled && $configured && ! file_exists( WP_CONTENT_DIR . '/object-cache.php' ) ) {
			require_once dirname( __DIR__ ) . '/object-cache.php';
			wp_using_ext_object_cache( true );
		}
		return $enabled;
	}
);
