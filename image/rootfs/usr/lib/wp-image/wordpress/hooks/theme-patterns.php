<?php
/**
 * Registers the theme's block patterns after one look into their directory. WordPress asks the file system for each file on
 * each page, a hundred times with its own theme, which a network file system takes long for. What is left, WordPress does.
 */

namespace WpImage;

const CORE_REGISTRATION = '_register_theme_block_patterns';

/** As WordPress does it, with the same order, checks and translations (wp-includes/block-patterns.php). */
function register_theme_patterns(): void {
	if ( ! wp_get_active_and_valid_themes() ) {
		return;
	}
	$theme = wp_get_theme();
	foreach ( array_filter( array( $theme, $theme->parent() ) ) as $one ) {
		register_patterns_of( $one );
	}
}

function register_patterns_of( \WP_Theme $theme ): void {
	$registry  = \WP_Block_Patterns_Registry::get_instance();
	$directory = $theme->get_stylesheet_directory() . '/patterns/';
	$domain    = $theme->get( 'TextDomain' );
	$listed    = array();
	foreach ( $theme->get_block_patterns() as $file => $pattern ) {
		$folder            = dirname( $directory . $file );
		$listed[ $folder ] ??= is_dir( $folder ) ? array_flip( scandir( $folder ) ?: array() ) : array();
		if ( ! isset( $listed[ $folder ][ basename( $file ) ] ) || $registry->is_registered( $pattern['slug'] ) ) {
			continue;
		}
		$pattern['filePath'] = $directory . $file;
		$pattern['title']    = translate_with_gettext_context( $pattern['title'], 'Pattern title', $domain );
		if ( ! empty( $pattern['description'] ) ) {
			$pattern['description'] = translate_with_gettext_context( $pattern['description'], 'Pattern description', $domain );
		}
		register_block_pattern( $pattern['slug'], $pattern );
	}
}

if ( 10 === has_action( 'init', CORE_REGISTRATION ) ) {
	remove_action( 'init', CORE_REGISTRATION );
	add_action( 'init', __NAMESPACE__ . '\register_theme_patterns' );
	add_action( 'init', CORE_REGISTRATION );
}
