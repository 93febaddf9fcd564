<?php
/**
 * A site that is not installed yet, or only half: its web installer is closed where the installation is switched off or
 * done by the container itself, so that the first visitor can never take it over; and no page of it is shown to anybody.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/network.php';

/** The settings that the installation by the container needs. */
const INSTALL_SETTINGS = array( 'WP_HOME', 'WP_SITE_TITLE', 'WP_ADMIN_USER', 'WP_ADMIN_PASSWORD', 'WP_ADMIN_EMAIL' );

/** What visitors read until the site is there. */
const BEING_SET_UP = 'The site is being set up. Please try again in a minute.';

/** An option that is in the database from before the first of WordPress's own options until the installation is complete. */
const INSTALLATION_MARK = 'wp_image_installing';

/** Whether another process is installing this site, or was stopped while it did. */
function is_half_installed(): bool {
	if ( wp_installing() || ! isset( wp_load_alloptions()[ INSTALLATION_MARK ] ) ) {
		return false;
	}
	// The object cache may have been filled by a request that began before the installation ended.
	global $wpdb;
	if ( null !== $wpdb->get_var( $wpdb->prepare( "SELECT option_id FROM $wpdb->options WHERE option_name = %s", INSTALLATION_MARK ) ) ) {
		return true;
	}
	wp_cache_flush();
	return false;
}

/** The settings that are missing for an installation by the container. @return string[] */
function missing_install_settings(): array {
	return array_values( array_filter( INSTALL_SETTINGS, static fn ( string $name ): bool => null === setting( $name ) ) );
}

/** Whether visitors may see wp-admin/install.php. */
function installer_is_open(): bool {
	return 'off' !== setting( 'WP_INSTALL', 'auto' ) && array() !== missing_install_settings();
}

preset_hook(
	'muplugins_loaded',
	static function (): void {
		if ( is_half_installed() ) {
			send_unavailable( 'The site is not installed yet', BEING_SET_UP );
		}
	},
	-1
);

if ( 'cli' !== PHP_SAPI && ! installer_is_open() ) {
	if ( preg_match( '#/wp-admin/(install|setup-config)\.php$#', $_SERVER['SCRIPT_FILENAME'] ?? '' ) ) {
		http_response_code( 403 );
		header( 'Content-Type: text/plain; charset=utf-8' );
		header( 'Cache-Control: no-store' );
		exit( "The installer is closed.\n" );
	}
	// wp_not_installed() sends visitors to the installer.
	preset_hook(
		'wp_redirect',
		static function ( string $location ): string {
			if ( str_ends_with( $location, '/wp-admin/install.php' ) ) {
				send_unavailable( 'The site is not installed yet', BEING_SET_UP );
			}
			return $location;
		}
	);
}

if ( is_network() ) {
	// Before the first start has made the tables of the network, WordPress finds no site at any host, and would write each query on the log.
	preset_hook(
		'pre_get_site_by_path',
		static function ( mixed $site ): mixed {
			$GLOBALS['wpdb']->suppress_errors();
			return $site;
		}
	);
	preset_hook( 'ms_loaded', static fn () => $GLOBALS['wpdb']->suppress_errors( false ) );
	preset_hook( 'ms_site_not_found', __NAMESPACE__ . '\answer_without_site', 10, 2 );
}

/** Ends a request that no site of the network is for, where WordPress's own answer would be wrong. */
function answer_without_site( mixed $network, string $host ): void {
	global $wpdb;
	if ( null === $wpdb->get_var( "SELECT meta_value FROM `{$wpdb->base_prefix}sitemeta` WHERE meta_key = 'main_site'" ) ) {
		send_unavailable( 'The site is not installed yet', BEING_SET_UP );
	}
	$wpdb->suppress_errors( false );
	// With the first site at www.example.com, example.com is that site too. WordPress knows the reverse alone.
	if ( "www.$host" === network_host() && 'cli' !== PHP_SAPI ) {
		header( 'Location: ' . setting( 'WP_HOME' ) . '/' . ltrim( $_SERVER['REQUEST_URI'], '/' ), true, 301 );
		exit;
	}
}
