<?php
/**
 * Tells CloudFront to forget its pages.
 */

namespace WpImage;

require_once __DIR__ . '/settings.php';
require_once __DIR__ . '/aws/client.php';

/**
 * All pages: a post shows on its own page, in lists, in feeds and in sidebars, and one wildcard is one path to AWS.
 *
 * @throws AwsFailure
 */
function purge_cdn(): void {
	$id   = distribution_id();
	$body = '<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths><Quantity>1</Quantity>'
		. '<Items><Path>/*</Path></Items></Paths><CallerReference>' . bin2hex( random_bytes( 16 ) ) . '</CallerReference></InvalidationBatch>';
	aws_call( 'cloudfront', 'us-east-1', 'cloudfront.amazonaws.com', 'POST', "/2020-05-31/distribution/$id/invalidation", array( 'content-type' => 'application/xml' ), $body );
}

/**
 * Id of the distribution, which is made after the service: it stands in a parameter of Systems Manager.
 *
 * @throws AwsFailure
 */
function distribution_id(): string {
	$arn    = setting( 'WP_CDN_PARAMETER' );
	$region = explode( ':', $arn )[3];
	$answer = aws_call(
		'ssm',
		$region,
		"ssm.$region.amazonaws.com",
		'POST',
		'/',
		array( 'content-type' => 'application/x-amz-json-1.1', 'x-amz-target' => 'AmazonSSM.GetParameter' ),
		(string) json_encode( array( 'Name' => $arn ) )
	);
	$id     = json_decode( $answer, true )['Parameter']['Value'] ?? '';
	return 1 === preg_match( '/^[A-Z0-9]{6,32}$/D', $id ) ? $id : throw new AwsFailure( "$arn holds no id of a distribution" );
}
