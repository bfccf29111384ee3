#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Rigid motion of the patient during the acquisition: moved copies of the volume and the volume itself each give one
/// segment of k-space. The volume itself always gives the segment with the centre of k-space, so labels stay. Two
/// modes:
///
///   torchio   TorchIO 1.2.1's Motion: rotation about the origin of the world, LPS axes, segments of planes along z
///   in-plane  as 2-D cine is acquired, slice by slice: rotation about the centre of the image, axes of the image,
///             segments of lines along y, the phase-encoding axis
///
/// Parameters:
///
///   degrees              a row of three angles per copy, about x, y and z: R = Rz Rx Ry (ITK's Euler3D, ZXY)
///   translation          mm, a row per copy; a voxel at p shows what was at R p + t
///   times                fractions of the acquisition after which each movement happened, ascending
///   image-interpolation  linear, nearest or bspline (order 3); outside of the volume its minimum
///   mode
///
/// `none` for degrees or translation is no rotation or translation, for times evenly spaced ones. A draw moves
/// four times in the plane of the slices. In mode torchio a volume of one slice is all from the last segment.
Artifact motion();

}  // namespace coopseg::artifact
