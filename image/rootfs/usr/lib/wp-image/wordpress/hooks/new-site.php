<?php
/**
 * A further site of a network has the scheme of the first. With names for sites WordPress gives each one http, so that mails, feeds
 * and sitemaps of a site behind HTTPS would name addresses that are redirected.
 */

namespace WpImage;

add_filter(
	'wp_initialize_site_args',
	static function ( array $arguments, \WP_Site $site ): array {
		$scheme  = parse_url( (string) setting( 'WP_HOME', '' ), PHP_URL_SCHEME ) ?: 'http';
		$address = rtrim( "$scheme://{$site->domain}{$site->path}", '/' );

		$arguments['options'] = ( $arguments['options'] ?? array() ) + array( 'home' => $address, 'siteurl' => $address );
		return $arguments;
	},
	10,
	2
);
