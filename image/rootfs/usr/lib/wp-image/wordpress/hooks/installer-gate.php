<?php
/**
 * Keeps WordPress's web installer closed where the installation is switched off or done by the container itself,
 * so that a site which is not installed yet can never be taken over by the first visitor.
 */

namespace WpImage;

/** The settings that the installation by the container needs. */
const INSTALL_SETTINGS = array( 'WP_HOME', 'WP_SITE_TITLE', 'WP_ADMIN_USER', 'WP_ADMIN_PASSWORD', 'WP_ADMIN_EMAIL' );

/** The settings that are missing for an installation by the container. @return string[] */
function missing_install_settings(): array {
	return array_values( array_filter( INSTALL_SETTINGS, static fn ( string $name ): bool => null === setting( $name ) ) );
}

/** Whether visitors may see wp-admin/install.php. */
function installer_is_open(): bool {
	return 'off' !== setting( 'WP_INSTALL', 'auto' ) && array() !== missing_install_settings();
}

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
				send_unavailable( 'The site is not installed yet', 'The site is being set up. Please try again in a minute.' );
			}
			return $location;
		}
	);
}
