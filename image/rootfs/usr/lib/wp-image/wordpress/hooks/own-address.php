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
		if ( false !== $answer || ! isset( $target['host'], $own['host'] ) || $target['host'] !== $own['host'] || ( $target['port'] ?? null ) !== ( $own['port'] ?? null ) ) {
			return $answer;
		}
		$rest    = ( $target['path'] ?? '/' ) . ( isset( $target['query'] ) ? "?{$target['query']}" : '' );
		$headers = is_array( $arguments['headers'] ) ? $arguments['headers'] : \WP_Http::processHeaders( $arguments['headers'] )['headers'];

		$arguments['headers'] = array_merge(
			$headers,
			array(
				'Host'              => $own['host'] . ( isset( $own['port'] ) ? ":{$own['port']}" : '' ),
				'X-Forwarded-Proto' => $own['scheme'],
			)
		);
		$arguments['reject_unsafe_urls'] = false;
		return wp_remote_request( 'http://127.0.0.1:' . setting( 'WP_HTTP_PORT', 8080 ) . $rest, $arguments );
	},
	PHP_INT_MAX,
	3
);
