<?php
/**
 * write-sbom.php RESULT FILE: writes what the image holds as a CycloneDX document: Debian's packages, WordPress with its themes and plugins, what
 * site/ brings (laid out in RESULT), packages of Composer, and single files that the build fetched, such as WP-CLI. The same image gives the same bytes, so it has neither time nor serial number.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */

namespace WpImage;

[, $result, $file] = $argv;
const CONTENT = '/usr/src/wordpress/wp-content';

/** @param array<string, string> $properties */
function component( string $type, string $name, string $version, string $purl, array $properties = array(), string $license = '' ): array {
	$component = array( 'type' => $type, 'bom-ref' => $purl, 'name' => $name, 'version' => $version, 'purl' => $purl );
	if ( '' !== $license ) {
		$component['licenses'] = array( array( 'license' => array( 'name' => $license ) ) );
	}
	foreach ( array_filter( $properties, static fn ( string $value ): bool => '' !== $value ) as $key => $value ) {
		$component['properties'][] = array( 'name' => $key, 'value' => $value );
	}
	return $component;
}

/** A version as a package URL takes it. */
function encoded( string $text ): string {
	return str_replace( array( '%3A', '%7E' ), array( ':', '~' ), rawurlencode( $text ) );
}

/** A header of a theme or plugin, such as Version; empty where it has none. */
function header_of( string $file, string $name ): string {
	$start = (string) file_get_contents( $file, length: 8192 );
	return preg_match( '/^[ \t\/*#@<?php]*' . $name . ':\s*(.*?)\s*(?:\*\/|\?>)?$/mi', $start, $match ) ? $match[1] : '';
}

/** The file of a theme or plugin that has its headers; null where there is none. */
function file_with_headers( string $kind, string $path ): ?string {
	if ( 'themes' === $kind ) {
		return is_file( "$path/style.css" ) ? "$path/style.css" : null;
	}
	foreach ( is_dir( $path ) ? glob( "$path/*.php" ) : array( $path ) as $candidate ) {
		if ( '' !== header_of( $candidate, 'Plugin Name' ) ) {
			return $candidate;
		}
	}
	return null;
}

$components = array();

$debian = parse_ini_file( '/etc/os-release' );
$format = '${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n';
exec( "dpkg-query --show --showformat '$format'", $lines, $code );
if ( 0 !== $code || array() === $lines ) {
	fwrite( STDERR, "write-sbom: dpkg-query lists no packages\n" );
	exit( 1 );
}
foreach ( $lines as $line ) {
	[$name, $version, $architecture, $source, $of] = explode( "\t", $line );
	$purl         = sprintf( 'pkg:deb/debian/%s@%s?arch=%s&distro=debian-%s', encoded( $name ), encoded( $version ), $architecture, $debian['VERSION_ID'] );
	$components[] = component( 'library', $name, $version, $purl, array( 'debian:source' => $source, 'debian:source-version' => $of ) );
}

[$source, $version] = explode( ' ', trim( (string) file_get_contents( '/usr/share/wp-image/wordpress-source' ) ) ) + array( '', '' );
$components[]       = component( 'application', 'wordpress', $version, 'pkg:generic/wordpress@' . encoded( $version ), array( 'wordpress:from' => $source ), 'GPL-2.0-or-later' );

$downloads = '/usr/share/wp-image/downloads';
foreach ( is_file( $downloads ) ? file( $downloads, FILE_IGNORE_NEW_LINES ) : array() as $line ) {
	[$name, $url, $hash] = explode( ' ', $line );
	$version             = preg_match( '/\d+(?:\.\d+)+/', $url, $match ) ? $match[0] : '';
	$purl                = 'pkg:generic/' . encoded( $name ) . ( '' === $version ? '' : '@' . encoded( $version ) ) . "?checksum=$hash&download_url=" . rawurlencode( $url );
	$components[]        = component( 'application', $name, $version, $purl );
}

foreach ( array( '', $result ) as $root ) {
	foreach ( array( 'themes' => 'wordpress-theme', 'plugins' => 'wordpress-plugin', 'mu-plugins' => 'wordpress-muplugin' ) as $kind => $type ) {
		foreach ( glob( $root . CONTENT . "/$kind/*" ) as $path ) {
			$name    = basename( $path );
			$headers = file_with_headers( $kind, $path );
			// Files of a folder that are no unit, such as index.php, and must-use plugins without a header.
			if ( null === $headers && ( 'mu-plugins' !== $kind || 'index.php' === $name ) ) {
				continue;
			}
			$version      = null === $headers ? '' : header_of( $headers, 'Version' );
			$purl         = "pkg:generic/$type/" . encoded( $name ) . ( '' === $version ? '' : '@' . encoded( $version ) );
			$license      = null === $headers ? '' : header_of( $headers, 'License' );
			$components[] = component( 'library', $name, $version, $purl, array( 'wordpress:kind' => $kind ), $license );
		}
	}
}

$installed = "$result/usr/share/wp-image/composer/vendor/composer/installed.json";
foreach ( is_file( $installed ) ? json_decode( file_get_contents( $installed ), true )['packages'] : array() as $package ) {
	$purl         = 'pkg:composer/' . $package['name'] . '@' . encoded( $package['version'] );
	$license      = implode( ' OR ', (array) ( $package['license'] ?? array() ) );
	$components[] = component( 'library', $package['name'], $package['version'], $purl, array( 'composer:type' => $package['type'] ?? 'library' ), $license );
}

$components = array_values( array_column( $components, null, 'bom-ref' ) );
usort( $components, static fn ( array $a, array $b ): int => strcmp( $a['bom-ref'], $b['bom-ref'] ) );
$document = array(
	'$schema'     => 'http://cyclonedx.org/schema/bom-1.6.schema.json',
	'bomFormat'   => 'CycloneDX',
	'specVersion' => '1.6',
	'version'     => 1,
	'metadata'    => array( 'component' => array( 'type' => 'container', 'bom-ref' => 'image', 'name' => 'wordpress-on-ecs' ) ),
	'components'  => $components,
);
is_dir( dirname( $file ) ) || mkdir( dirname( $file ), 0755, true );
file_put_contents( $file, json_encode( $document, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR ) . "\n" );
chmod( $file, 0644 );
printf( "SBOM: %d components\n", count( $components ) );
