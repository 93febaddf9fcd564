<?php
/**
 * While xmlrpc.php is closed (WP_XMLRPC), no page names it.
 */

namespace WpImage;

if ( ! is_on( 'WP_XMLRPC' ) ) {
	add_filter( 'xmlrpc_enabled', '__return_false' );
	add_filter( 'wp_headers', static fn ( array $headers ): array => array_diff_key( $headers, array( 'X-Pingback' => 1 ) ) );
	add_filter( 'bloginfo_url', static fn ( mixed $url, string $show ): mixed => 'pingback_url' === $show ? '' : $url, 10, 2 );
	add_action(
		'init',
		static function (): void {
			remove_action( 'wp_head', 'rsd_link' );
			remove_action( 'wp_head', 'wlwmanifest_link' );
		}
	);
}
