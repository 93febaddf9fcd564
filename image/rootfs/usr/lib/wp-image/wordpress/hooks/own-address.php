<?php
/**
 * A request of WordPress to its own address stays in the container, as visitors' requests come to it: the name may not be
 * known here, and the way through a load balancer may be closed.
 */

namespace WpImage;

add_filter(
	'pre_http_request',
	static function ( mixed $answer, array $arguments, string $url ): mixed {
		$own    = parse_url( home_url() );
		$target = parse_url( $url );
		if ( false !== $answer || ! isset( $target['host'], $own['host'] ) ) {
			return $answer;
		}
		$is_own = $target['host'] === $own['host'] && ( $target['port'] ?? null ) === ( $own['port'] ?? null );
		if ( ! $is_own && ! is_site_of_network( $target ) ) {
			return $answer;
		}
		$rest    = ( $target['path'] ?? '/' ) . ( isset( $target['query'] ) ? "?{$target['query']}" : '' );
		$headers = is_array( $arguments['headers'] ) ? $arguments['headers'] : \WP_Http::processHeaders( $arguments['headers'] )['headers'];

		$arguments['headers'] = array_merge(
			$headers,
			array(
				'Host'              => $target['host'] . ( isset( $target['port'] ) ? ":{$target['port']}" : '' ),
				'X-Forwarded-Proto' => $target['scheme'] ?? $own['scheme'],
			)
		);
		$arguments['reject_unsafe_urls'] = false;
		return wp_remote_request( 'http://127.0.0.1:' . setting( 'WP_HTTP_PORT', 8080 ) . $rest, $arguments );
	},
	PHP_INT_MAX,
	3
);

/** Whether an address is of a site of this network: sites ask each other, such as for the upgrade of their tables. */
function is_site_of_network( array $address ): bool {
	static $known = array();
	$host         = strtolower( $address['host'] ) . ( isset( $address['port'] ) ? ":{$address['port']}" : '' );
	return is_multisite() && ( $known[ $host ] ??= 0 < get_sites( array( 'domain' => $host, 'count' => true ) ) );
}
