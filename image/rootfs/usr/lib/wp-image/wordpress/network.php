<?php
/**
 * A network of sites (WP_MULTISITE): what WordPress is told of it, and how far it is made.
 *
 * The first site is at WP_HOME, in the root of its host. A host has its port here, as WordPress compares it with the Host header.
 */

namespace WpImage;

require_once __DIR__ . '/settings.php';

/** Numbers of the network and of its first site: the image makes one network. */
const NETWORK    = 1;
const FIRST_SITE = 1;

function is_network(): bool {
	return 'off' !== setting( 'WP_MULTISITE', 'off' );
}

function is_network_by_names(): bool {
	return 'subdomain' === setting( 'WP_MULTISITE' );
}

/** Host of the first site, with a port that is not its scheme's. */
function network_host(): string {
	$home = parse_url( (string) setting( 'WP_HOME', '' ) );
	$port = $home['port'] ?? null;
	return strtolower( $home['host'] ?? '' ) . ( null === $port || in_array( $port, array( 80, 443 ), true ) ? '' : ":$port" );
}

/** The name that all names of sites end with: the first site's, without a `www.` in front. */
function network_name(): string {
	return (string) preg_replace( array( '/^www\./', '/:\d+$/D' ), '', network_host() );
}

/**
 * The domain of cookies: sites at names below the network's share a login. A site at a name of its own keeps its login to itself,
 * and so does each where browsers refuse a cookie for all names (localhost, a single label). Empty stands for the host itself.
 *
 * @param string $host of the request, perhaps with a port
 */
function cookie_domain( string $host ): string {
	$name = network_name();
	$host = strtolower( (string) preg_replace( '/:\d+$/D', '', $host ) );
	return is_network_by_names() && str_contains( $name, '.' ) && ( $host === $name || str_ends_with( $host, ".$name" ) ) ? $name : '';
}

/** Whether WordPress hears that it is a network: not while the image makes it one. */
function is_network_told(): bool {
	return is_network() && ! defined( __NAMESPACE__ . '\BEFORE_NETWORK' );
}

/** @return array<string, mixed> WordPress's constants of a network */
function network_constants(): array {
	if ( ! is_network_told() ) {
		return array();
	}
	return array(
		'MULTISITE'            => true,
		'SUBDOMAIN_INSTALL'    => is_network_by_names(),
		'DOMAIN_CURRENT_SITE'  => network_host(),
		'PATH_CURRENT_SITE'    => '/',
		'SITE_ID_CURRENT_SITE' => NETWORK,
		'BLOG_ID_CURRENT_SITE' => FIRST_SITE,
		'COOKIE_DOMAIN'        => cookie_domain( $_SERVER['HTTP_HOST'] ?? '' ),
	);
}
